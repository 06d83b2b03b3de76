// SPDX-License-Identifier: GPL-3.0-or-later
// Texts of the page in the language the server chose: those of every page, and its own.
import files from "texts/files";

let texts = {};
export let lang = "zh";

export async function loadTexts(language, page) {
    lang = language === "en" ? "en" : "zh";
    const loaded = await Promise.all([lang, `${lang}-${page}`].map((file) => files[file]?.()));
    texts = Object.assign({}, ...loaded.map((file) => file?.default));
}

/** The texts of a part of the page that is fetched later. */
export async function moreTexts(part) {
    Object.assign(texts, (await files[`${lang}-${part}`]()).default);
}

/** Text of a key, {name} replaced; the key itself when there is none, so that a test sees it. */
export function t(key, values = {}) {
    return (texts[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

export const has = (key) => key in texts;
export const number = (n) => n.toLocaleString(lang === "en" ? "en" : "zh-CN");

/** A time of the API in this reader's own zone. */
export const when = (time) => new Date(time).toLocaleString(lang === "en" ? "en-GB" : "zh-CN", { dateStyle: "medium", timeStyle: "short" });

/** Label of a field as problem documents name it. */
export function fieldText(name) {
    const key = ["form", "facet", "field"].map((group) => `${group}.${name}`).find(has);
    return key ? t(key) : name ?? "";
}

/** What a problem document says to a person: the server's own words where they are in the reader's language. */
export function problemText(problem) {
    const key = `problem.${problem.code}`;
    const [zh, en] = (problem.detail ?? "").split(" / ");
    const field = fieldText(problem.field), value = lang === "en" ? en : (en || zh > "~") && zh; // behind ASCII: Chinese
    if (value) return value.includes(field) ? value : t("pair", { name: field, value });
    return t(has(key) ? key : "problem.other", { field, pages: problem.pages ?? 1 });
}
