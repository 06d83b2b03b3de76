// SPDX-License-Identifier: GPL-3.0-or-later
// A value of a record as the API has it: a text, a number, a code, a link, or a list of them.
import { t, number, lang } from "../i18n.js";

export const withLang = (url) => url + (lang === "en" ? "?lang=en" : "");

function Link({ link }) {
    const name = link.url ? <a href={withLang(link.url)}>{link.name}</a> : link.name;
    return <>{name}{link.role && <span class="role">{t("role", { role: link.role })}</span>}</>;
}

export function Value({ value, name }) {
    if (Array.isArray(value)) return <ul class="inline">{value.map((item, i) => <li key={i}><Value value={item} name={name} /></li>)}</ul>;
    if (value && typeof value === "object") return "code" in value ? value.label : <Link link={value} />;
    if (name === "url") return <a href={value} rel="noopener nofollow">{value}</a>;
    return name.endsWith("year") || name === "year" ? String(value) : typeof value === "number" ? number(value) : value;
}
