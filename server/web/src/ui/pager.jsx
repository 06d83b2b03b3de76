// SPDX-License-Identifier: GPL-3.0-or-later
// Tabs and pages of a list whose state is in the address.
import { t, number } from "../i18n.js";

const here = (values) => {
    const params = new URLSearchParams(location.search);
    params.delete("page");
    for (const [name, value] of Object.entries(values)) params.set(name, value);
    return `${location.pathname}?${params}`;
};

/** of: [[name, label, count]] */
export const Tabs = ({ of, chosen, label }) => <nav class="tabs" aria-label={label}><ul>
    {of.map(([name, text, count]) => <li key={name}><a href={here({ show: name })} aria-current={chosen === name ? "page" : undefined}>
        {text} {count !== undefined && <span class="count">{number(count)}</span>}</a></li>)}
</ul></nav>;

export function Pager({ page, size, total }) {
    const pages = Math.ceil(total / size);
    if (pages < 2) return null;
    return <nav class="pages" aria-label={t("page.nav")}>
        {page > 1 && <a rel="prev" href={here({ page: page - 1 })}>{t("page.prev")}</a>}
        <span>{t("page.of", { page: number(page), pages: number(pages) })}</span>
        {page < pages && <a rel="next" href={here({ page: page + 1 })}>{t("page.next")}</a>}
    </nav>;
}
