// SPDX-License-Identifier: GPL-3.0-or-later
// Texts of the page in the language the server chose. Only that language is loaded.
let texts = {};
export let lang = "zh";

export async function loadTexts(language) {
    lang = language;
    texts = language === "en" ? (await import("../i18n/en.json")).default
                              : (await import("../i18n/zh.json")).default;
}

/** Text of a key, {name} replaced; the key itself when there is none, so that a test sees it. */
export function t(key, values = {}) {
    return (texts[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

export const has = (key) => key in texts;
export const number = (n) => n.toLocaleString(lang === "en" ? "en" : "zh-CN");

/** What a problem document says to a person. */
export function problemText(problem) {
    const key = `problem.${problem.code}`;
    const field = has(`facet.${problem.field}`) ? t(`facet.${problem.field}`) : problem.field;
    return problem.code === "network" ? t("error.network")
        : t(has(key) ? key : "problem.other", { field: field ?? "", pages: problem.pages ?? 1 });
}
