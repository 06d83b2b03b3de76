// SPDX-License-Identifier: GPL-3.0-or-later
// One record of any kind: its head, its facts, its texts, what it is tied to.
import { useEffect, useState } from "preact/hooks";
import { Frame } from "../ui/frame.jsx";
import { Follow } from "../ui/follow.jsx";
import { Contacts } from "../ui/contacts.jsx";
import { Value, withLang } from "../ui/value.jsx";
import { Pick } from "../ui/pick.jsx";
import { ask } from "../api.js";
import { t, has, number, lang } from "../i18n.js";
import { canList } from "../shortlist.js";
import { may, who } from "../who.js";

const texts = ["summary", "tasks", "results", "problem", "analysis", "measures", "outcome", "body"];
const head = new Set(["id", "kind", "version", "created_at", "updated_at", "name", "title", "ref", "ties", "visibility",
    "origin", "keywords", "introductions", ...texts]);
const steps = ["submitted", "under_review", "awarded", "published", "adopted", "implemented"];

function Steps({ status }) {
    const at = steps.indexOf(status.code);
    if (at < 0) return <p class="steps"><strong>{status.label}</strong></p>;
    return <p class="steps" aria-label={t("record.status")}>{t("pair", { name: t("record.status"), value: "" })}<strong>{status.label}</strong></p>;
}

function Ties({ ties }) {
    return ties.map((tie) => <section class="tie" key={tie.field + tie.kind}>
        <h2>{has(`tie.${tie.field}`) ? t(`tie.${tie.field}`) : t(`field.${tie.field}`)}
            <span class="count">{t(`kind.${tie.kind}`)} {number(tie.total)}</span></h2>
        <ul>{tie.items.map((item) => <li key={item.id}><a href={withLang(item.url)}>{item.title}</a>
            {item.role && <span class="role">{t("role", { role: item.role })}</span>}{item.year ? <span class="year"> {item.year}</span> : null}</li>)}</ul>
        {tie.total > tie.items.length && <p class="more">{t("record.moreties", { n: number(tie.total), m: tie.items.length })}</p>}
    </section>);
}

/* Asked for behind the record itself; not shown while, or when, there is none. */
function Similar({ record }) {
    const [hits, setHits] = useState([]);
    useEffect(() => {
        const control = new AbortController();
        ask(`${location.pathname}/similar`, control.signal).then((body) => setHits(body.hits), () => {});
        return () => control.abort();
    }, [record.id]);
    return hits.length > 0 && <section class="similar">
        <h2>{t("record.similar")}</h2>
        <ul>{hits.map((hit) => <li key={hit.id}><a href={withLang(hit.url)}>{hit.title}</a>
            <span class="about">{[hit.subtitle, hit.year].filter(Boolean).join(" · ")}</span></li>)}</ul>
    </section>;
}

/* Open demands that whoever this is can meet; not shown while, or when, there are none. */
function Fitting({ record }) {
    const [demands, setDemands] = useState([]);
    useEffect(() => {
        const control = new AbortController();
        ask(`${location.pathname}/demands`, control.signal).then((body) => setDemands(body.demands), () => {});
        return () => control.abort();
    }, [record.id]);
    return demands.length > 0 && <section class="similar">
        <h2>{t("record.fitting")}</h2>
        <ul>{demands.map((d) => <li key={d.id}><a href={withLang(d.url)}>{d.title}</a>
            <span class={`strength ${d.strength}`}>{t(`match.strength.${d.strength}`)}</span>
            <span class="about">{[d.subtitle, `${t("match.covered")} ${d.covered.slice(0, 6).join(lang === "en" ? ", " : "、")}`].filter(Boolean).join(" · ")}</span></li>)}</ul>
    </section>;
}

/* The office edits every record; others their own, and an enterprise its demands. */
function editable(record) {
    if (may("office")) return true;
    const own = { expert: `expert:${who?.record}`, enterprise: `organisation:${who?.record}` }[who?.role];
    return own !== undefined && [record.id, record.kind === "demand" && record.organisation?.id].includes(own);
}

/* An expert may be told of demands that fit him, the office of those that fit anybody. */
const hearsOfDemands = (record) => ["expert", "workstation", "society"].includes(record.kind)
    && (may("office") || (may("expert") && record.id === `expert:${who.record}`));

export default function RecordPage({ boot }) {
    const record = boot.data;
    const title = record.name ?? record.title;
    const memberships = record.memberships ?? [];
    const academician = memberships.some((m) => m.code.startsWith("academician_"));
    const facts = Object.keys(record).filter((name) => !head.has(name));
    return <Frame>
        <nav class="crumbs"><a href={`/search?kind=${record.kind}${lang === "en" ? "&lang=en" : ""}`}>{t(`kind.${record.kind}`)}</a> › <span>{record.ref}</span></nav>
        <article class="record">
            <header>
                <h1>{title}{academician && <span class="academician">{t("academician")}</span>}
                    {record.origin?.code === "sample" && <span class="sample">{t("sample")}</span>}</h1>
                {(canList(record.kind) || editable(record)) && <p class="send">{canList(record.kind) && <Pick id={record.id} name={title} />}
                    {record.kind === "demand" && editable(record) && <a href={withLang(`/match/${location.pathname.split("/").pop()}`)}>{t("record.match")}</a>}
                    {editable(record) && <><a href={withLang(`${location.pathname}/edit`)}>{t("record.edit")}</a>
                        <a href={withLang(`${location.pathname}/personal`)}>{t("account.personal")}</a></>}
                    {editable(record) && may("office") && <a href={withLang(`${location.pathname}/merge`)}>{t("record.merge")}</a>}</p>}
                {record.introductions && <p class="about">{t("record.introductions", { n: number(record.introductions.done) })}
                    {record.introductions.open > 0 && ` · ${t("record.introductions.open", { n: number(record.introductions.open) })}`}
                    {record.introductions.satisfaction && ` · ${t("record.satisfaction", { n: record.introductions.satisfaction.toFixed(1) })}`}</p>}
                {record.kind === "demand" && <p><Follow what="demand" wish={{ demand: record.id }} /></p>}
                {hearsOfDemands(record) && <p><Follow what="fitting" wish={{ fitting: record.id }} /></p>}
                {record.keywords?.length > 0 && <ul class="tags" aria-label={t("field.keywords")}>
                    {record.keywords.map((word) => <li key={word}><a href={`/search?${new URLSearchParams({ q: word, ...(lang === "en" && { lang }) })}`}>{word}</a></li>)}</ul>}
                {record.kind === "proposal" && record.proposal_status && <Steps status={record.proposal_status} />}
            </header>
            <div class="two">
                <div class="texts">
                    {texts.filter((name) => record[name]).map((name) => <section key={name}>
                        <h2>{t(`field.${name}`)}</h2>
                        {record[name].split("\n").filter((line) => line.trim()).map((line, i) => <p key={i}>{line}</p>)}
                    </section>)}
                    <Ties ties={record.ties ?? []} />
                    {["expert", "workstation", "society"].includes(record.kind) && <Fitting record={record} />}
                    <Similar record={record} />
                </div>
                <section class="facts">
                    <h2>{t("record.facts")}</h2>
                    <dl>{facts.map((name) => <div key={name}><dt>{t(`field.${name}`)}</dt><dd><Value name={name} value={record[name]} /></dd></div>)}
                        {record.origin && <div><dt>{t("field.origin")}</dt><dd>{record.origin.label}</dd></div>}</dl>
                    {may("office") && (record.phone || record.email || record.contact) && <Contacts />}
                    <p class="version">{t("record.version", { n: record.version, date: (record.updated_at ?? "").slice(0, 10) })}</p>
                </section>
            </div>
            {record.kind === "expert" && <p><a href={`/privacy?${new URLSearchParams({ record: location.pathname, ...(lang === "en" && { lang }) })}#request`}>{t("record.privacy")}</a></p>}
            {record.origin?.code === "sample" && <p class="note">{t("sample.note")}</p>}
        </article>
    </Frame>;
}
