// SPDX-License-Identifier: GPL-3.0-or-later
// The first screen: the search field, the three jobs, what is in the directory.
import { Frame, langQuery } from "../ui/frame.jsx";
import { SearchBox } from "../ui/combobox.jsx";
import { t, number, lang } from "../i18n.js";

const link = (params) => `/search?${new URLSearchParams([...params, ...(lang === "en" ? [["lang", "en"]] : [])])}`;

const jobs = [
    ["enterprise", [["kind", "expert"], ["availability", "open"]]],
    ["office", [["kind", "workstation"], ["workstation_status", "active"]]],
    ["evaluator", [["kind", "proposal"], ["proposal_status", "adopted"], ["proposal_status", "implemented"]]],
];

function Browse({ title, facet, values }) {
    if (values.length === 0) return null;
    return <section class="browse">
        <h2>{title}</h2>
        <ul>{values.map((value) => <li key={value.code}>
            <a href={link([[facet, value.code]])}>{value.label}<span class="count">{number(value.count)}</span></a></li>)}</ul>
    </section>;
}

/* Districts of the city, which the server has opened; where it has none, the provinces. */
function districts(values) {
    const own = values.filter((v) => v.count > 0 && /^\d{4}00$/.test(v.parent ?? "") && !v.parent.endsWith("0000"));
    return own.length > 0 ? own : values.filter((v) => !v.parent && v.count > 0).slice(0, 12);
}

const top = (values, n) => values.filter((v) => v.count > 0 && v.code.length >= 3)
    .sort((a, b) => b.count - a.count).slice(0, n);

export default function HomePage({ boot }) {
    const facets = boot.data.facets ?? {};
    return <Frame home>
        <section class="hero">
            <h1>{t("home.title")}</h1>
            <p>{t("home.lead")}</p>
            <SearchBox autofocus />
        </section>
        <section class="jobs" aria-label={t("tagline")}>
            {jobs.map(([name, params]) => <div class="job" key={name}>
                <h2>{t(`home.${name}`)}</h2>
                <p>{t(`home.${name}.text`)}</p>
                <div>{name === "enterprise" && <a class="button" href={`/match${langQuery()}`}>{t("home.enterprise.match")}</a>}
                    <a class={name === "enterprise" ? "second" : "button"} href={link(params)}>{t(`home.${name}.link`)}</a></div>
            </div>)}
        </section>
        <section class="counts" aria-label={t("home.counts")}>
            <ul>{(facets.kind ?? []).filter((v) => v.count > 0).map((value) => <li key={value.code}>
                <a href={link([["kind", value.code]])}><strong>{number(value.count)}</strong><span>{t(`kind.${value.code}`)}</span></a></li>)}</ul>
        </section>
        <Browse title={t("home.regions")} facet="region" values={districts(facets.region ?? [])} />
        <Browse title={t("home.industries")} facet="key_industry" values={(facets.key_industry ?? []).filter((v) => v.count > 0)} />
        <Browse title={t("home.disciplines")} facet="discipline" values={top(facets.discipline ?? [], 18)} />
        {(facets.origin ?? []).some((v) => v.code === "sample" && v.count > 0) && <p class="note">{t("sample.note")}</p>}
    </Frame>;
}
