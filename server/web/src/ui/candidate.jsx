// SPDX-License-Identifier: GPL-3.0-or-later
// A candidate of a match with the numbers that ranked it.
import { Finding } from "./finding.jsx";
import { langQuery } from "./frame.jsx";
import { Pick } from "./pick.jsx";
import { Pieces } from "./pieces.jsx";
import { State } from "./state.jsx";
import { t, has } from "../i18n.js";

const percent = (part, whole) => (whole > 0 ? Math.round((100 * part) / whole) : 0);

function Evidence({ e, score }) {
    return <li>
        <p class="about"><span class={`kind ${e.kind}`}>{t(`kind.${e.kind}`)}</span>{" "}
            <a href={e.url + langQuery()}><Pieces of={e.title_parts} /></a>{" "}
            <span class="part">{t("match.share", { n: percent(e.share, score) })}</span></p>
        {e.passage.length > 0 && <p class="snippet"><Pieces of={e.passage} /></p>}
        <p class="about">{[e.year, e.people > 1 ? t("match.people", { n: e.people }) : "", e.role ? t("match.role", { role: e.role }) : ""]
            .filter(Boolean).join(" · ")}</p>
    </li>;
}

function Covered({ name, words }) {
    if (words.length === 0) return null;
    return <p class={`cover ${name}`}><strong>{t(`match.${name}`)}</strong> {words.join(t("comma"))}</p>;
}

const filterName = (name) => t(has(`facet.${name}`) ? `facet.${name}` : `field.${name}`);

/* The introduction that is under way with it, or the button to ask for one. */
function Ask({ c, introduction, introduce }) {
    if (introduction) return <p><a href={`/introductions/${introduction.id}${langQuery()}`}>{t("match.introduction")}</a> <State of={introduction.state} /></p>;
    return introduce && <button type="button" class="button" aria-label={t("pair", { name: t("match.introduce"), value: c.title })} onClick={() => introduce(c)}>{t("match.introduce")}</button>;
}

/** introduce(candidate): ask for an introduction, where one may. */
export function Candidate({ c, exclude, introduction, introduce }) {
    const others = [c.rest.count > 0 && `${t("match.rest", { n: c.rest.count })} ${percent(c.rest.share, c.score)}%`,
        c.near_share > 0 && `${t("match.nearpart")} ${percent(c.near_share, c.score)}%`,
        c.moved !== 0 && t(c.moved > 0 ? "match.moved.up" : "match.moved.down", { n: Math.abs(c.moved) })].filter(Boolean);
    const met = c.introductions;
    return <article class="card candidate">
        <div class="head"><h3><a href={c.url + langQuery()}>{c.title}</a>
            {c.marks.includes("academician") && <span class="academician">{t("academician")}</span>}
            {c.marks.includes("sample") && <span class="sample">{t("sample")}</span>}
            <span class={`strength ${c.strength}`}>{t(`match.strength.${c.strength}`)}</span></h3><Pick id={c.id} name={c.title} /></div>
        <p class="about">{c.subtitle}</p>
        {met && <p class="about">{t("match.met", { n: met.done, year: met.year })}{met.disciplines.length > 0 && t("role", { role: met.disciplines.map((d) => d.label).join(t("comma")) })}</p>}
        {c.warnings.length > 0 && <p class="warning">{c.warnings.map((w) => t(`match.warning.${w}`)).join(t("match.warning.between"))}
            {c.load && t("match.load", c.load)}</p>}
        {c.avoidance.length > 0 && <ul class="avoidance">{c.avoidance.map((f) => <li key={f.rule}><Finding f={f} /></li>)}</ul>}
        <Covered name="covered" words={c.covered} />
        <Covered name="uncovered" words={c.uncovered} />
        {c.passed.length > 0 && <p class="cover passed"><strong>{t("match.passed")}</strong> {c.passed.map(filterName).join(t("comma"))}</p>}
        <h4>{t("match.why")}</h4>
        <ul class="evidence">{c.evidence.map((e) => <Evidence key={e.id} e={e} score={c.score} />)}</ul>
        {others.length > 0 && <p class="about">{others.join(" · ")}</p>}
        <div class="send"><Ask c={c} introduction={introduction} introduce={introduce} />
            <button type="button" class="link" aria-label={t("match.exclude.of", { name: c.title })}
                onClick={() => exclude(c.id)}>{t("match.exclude")}</button></div>
    </article>;
}
