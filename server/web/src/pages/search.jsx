// SPDX-License-Identifier: GPL-3.0-or-later
// Search: tabs, facets, chips, hits. The address is the state; the back button goes back.
import { useEffect, useRef, useState } from "preact/hooks";
import { Frame, langQuery } from "../ui/frame.jsx";
import { Facet } from "../ui/facet.jsx";
import { Card } from "../ui/card.jsx";
import { ask } from "../api.js";
import { t, number, lang, problemText } from "../i18n.js";
import { parse, stringify, toggle, toggleExpand, withKind, countFilters } from "../urlstate.js";

const DIM_AFTER_MS = 120;
const kinds = ["expert", "workstation", "society", "organisation", "proposal", "achievement", "demand", "event"];
const common = new Set(["region", "discipline", "industry", "key_industry", "year", "origin"]);
const order = ["region", "discipline", "key_industry", "industry", "professional_title", "membership", "availability",
    "service", "degree", "workstation_type", "workstation_status", "society_type", "rating", "organisation_type", "enterprise_size", "level",
    "proposal_status", "award", "achievement_type", "demand_status", "event_type", "year", "origin"];

const apiPath = (state, extra = "") => {
    const query = stringify({ ...state, lang }).replace(/^\?/, "");
    return `/search?${query}${query && extra ? "&" : ""}${extra}`;
};

/* The answer to the state in the address; the old one stays, dimmed when a new one takes long. */
function useSearch(boot) {
    const [state, setState] = useState(() => parse(location.search));
    const [answer, setAnswer] = useState(boot.problem ? null : boot.data);
    const [problem, setProblem] = useState(boot.problem ? boot.data : null);
    const [slow, setSlow] = useState(false);
    const [tries, setTries] = useState(0);
    const first = useRef(true);
    useEffect(() => {
        const back = () => setState(parse(location.search));
        addEventListener("popstate", back);
        return () => removeEventListener("popstate", back);
    }, []);
    useEffect(() => {
        if (first.current) { first.current = false; return undefined; }
        const control = new AbortController();
        const timer = setTimeout(() => setSlow(true), DIM_AFTER_MS);
        const done = () => { clearTimeout(timer); setSlow(false); };
        ask(apiPath(state), control.signal).then(
            (body) => { done(); setProblem(null); setAnswer(body); },
            (error) => { if (error.name !== "AbortError") { done(); setProblem(error); } });
        return () => { clearTimeout(timer); control.abort(); };
    }, [state, tries]);
    const go = (next) => {
        history.pushState(null, "", `/search${stringify(next)}`);
        setState(next);
    };
    return { state, answer, problem, slow, go, retry: () => setTries((n) => n + 1) };
}

function labelOf(answer, facet, code) {
    const value = answer?.facets?.[facet]?.find((v) => v.code === code);
    return value ? value.label : code;
}

function chips(state, answer) {
    return Object.entries(state.filters).filter(([name]) => name !== "kind")
        .flatMap(([name, codes]) => codes.map((code) => ({ name, code, label: t("pair", { name: t(`facet.${name}`), value: labelOf(answer, name, code) }) })));
}

const chosenKind = (state) => (state.filters.kind?.length === 1 ? state.filters.kind[0] : "");

function Tabs({ state, answer, go }) {
    const counts = Object.fromEntries((answer?.facets?.kind ?? []).map((v) => [v.code, v.count]));
    const chosen = chosenKind(state);
    const total = Object.values(counts).reduce((a, b) => a + b, 0);
    const tab = (kind, label, count) => <li key={kind}>
        <a href={`/search${stringify(withKind(state, kind, common))}`} aria-current={chosen === kind ? "page" : undefined}
            onClick={(event) => { if (!event.ctrlKey && !event.metaKey) { event.preventDefault(); go(withKind(state, kind, common)); } }}>
            {label} <span class="count">{number(count)}</span></a></li>;
    return <nav class="tabs" aria-label={t("facet.kind")}><ul>
        {tab("", t("all"), total)}
        {kinds.filter((kind) => counts[kind] > 0 || chosen === kind).map((kind) => tab(kind, t(`kind.${kind}`), counts[kind] ?? 0))}
    </ul></nav>;
}

/* The same in the address and for a click. */
function Go({ to, go, children }) {
    return <a href={`/search${stringify(to)}`} onClick={(event) => {
        if (event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        go(to);
    }}>{children}</a>;
}

/* The server knows what would be found without one of the filters; the others stay. */
function Empty({ state, answer, go }) {
    const rest = (drop) => Object.fromEntries(Object.entries(state.filters).filter(([name]) => !drop.some((d) => d.facet === name)));
    const name = ({ facet, codes, labels }) => `${t(`facet.${facet}`)}${t("empty.is")}${(facet === "kind" ? codes.map((code) => t(`kind.${code}`)) : labels).join(t("list.and"))}`;
    return <section class="empty">
        <h2>{t("empty.title")}</h2>
        {answer.relaxations.length > 0 && <ul>{answer.relaxations.map(({ drop, total }) => <li key={drop[0].facet}>
            <Go to={{ ...state, filters: rest(drop), page: 1 }} go={go}>{drop.length > 1 ? t("empty.dropall", { n: number(total) })
                : t("empty.drop", { name: name(drop[0]), n: number(total) })}</Go></li>)}</ul>}
        <p>{t("empty.advice")}</p>
        <p><a href={`/match${langQuery()}`} onClick={() => sessionStorage.setItem("need", state.q)}>{t("empty.match")}</a></p>
    </section>;
}

/* Another query that may have been meant; the filters stay. */
function Corrected({ state, q, go }) {
    return <p class="corrected">{t("corrected")}<Go to={{ ...state, q, page: 1 }} go={go}>{q}</Go></p>;
}

function Pages({ state, answer, go }) {
    if (answer.pages < 2) return null;
    const link = (page, label, rel) => <a rel={rel} href={`/search${stringify({ ...state, page })}`} onClick={(event) => {
        if (event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        go({ ...state, page });
        scrollTo(0, 0);
    }}>{label}</a>;
    return <nav class="pages" aria-label={t("page.nav")}>
        {answer.page > 1 && link(answer.page - 1, t("page.prev"), "prev")}
        <span>{t("page.of", { page: number(answer.page), pages: number(answer.pages) })}</span>
        {answer.page < answer.pages && link(answer.page + 1, t("page.next"), "next")}
    </nav>;
}

function Facets({ state, answer, go }) {
    const facets = answer?.facets ?? {};
    const shown = order.filter((name) => facets[name]?.some((v) => v.count > 0 || v.selected));
    /* a box shows at once what was chosen; its counts follow with the answer */
    const chosen = (name) => facets[name].map((v) => ({ ...v, selected: state.filters[name]?.includes(v.code) ?? false }));
    return shown.map((name) => <Facet key={name} name={name} values={chosen(name)} expand={state.expand}
        onToggle={(facet, code) => go(toggle(state, facet, code))} onExpand={(key) => go(toggleExpand(state, key))} />);
}

/* On a phone the facets are a dialog; the browser's own keeps the focus in. */
function Drawer({ state, answer, go }) {
    const dialog = useRef(null);
    const n = countFilters(state);
    return <>
        <button type="button" class="filters" onClick={() => dialog.current.showModal()}>
            {n > 0 ? t("filters.count", { n }) : t("filters")}</button>
        <dialog ref={dialog} class="drawer" aria-label={t("filters")}>
            <Facets state={state} answer={answer} go={go} />
            <button type="button" class="button close" onClick={() => dialog.current.close()}>
                {t("filters.show", { n: number(answer?.total ?? 0) })}</button>
        </dialog>
    </>;
}

function useWide() {
    const query = matchMedia("(min-width: 860px)");
    const [wide, setWide] = useState(query.matches);
    useEffect(() => {
        const on = () => setWide(query.matches);
        query.addEventListener("change", on);
        return () => query.removeEventListener("change", on);
    }, []);
    return wide;
}

function Bar({ state, answer, go, wide }) {
    const list = chips(state, answer);
    const kind = chosenKind(state);
    return <div class="bar">
        <h1>{state.q ? `“${state.q}”` : kind ? t(`kind.${kind}`) : t("all")} <span class="total" role="status">
            {t("total.took", { n: number(answer.total), ms: (answer.took_us / 1000).toFixed(answer.took_us < 10000 ? 1 : 0) })}</span></h1>
        {!wide && <Drawer state={state} answer={answer} go={go} />}
        <label class="sort">{t("sort")} <select value={answer.query.sort}
            onChange={(event) => go({ ...state, sort: event.target.value, page: 1 })}>
            {["relevance", "year", "updated", "name"].map((sort) => <option key={sort} value={sort}>{t(`sort.${sort}`)}</option>)}
        </select></label>
        {list.length > 0 && <ul class="chips" aria-label={t("filters.chosen")}>
            {list.map((chip) => <li key={chip.name + chip.code}><button type="button" aria-label={t("filters.remove", { name: chip.label })}
                onClick={() => go(toggle(state, chip.name, chip.code))}>{chip.label} <span aria-hidden="true">×</span></button></li>)}
            <li><button type="button" class="link" onClick={() => go({ ...state, filters: state.filters.kind ? { kind: state.filters.kind } : {}, page: 1 })}>
                {t("filters.clear")}</button></li>
        </ul>}
    </div>;
}

const TERMS_SHOWN = 12;

export default function SearchPage({ boot }) {
    const { state, answer, problem, slow, go, retry } = useSearch(boot);
    const wide = useWide();
    useEffect(() => {
        document.title = `${state.q || t("search.button")} · ${t("site")}`;
    }, [state.q]);
    return <Frame q={state.q} onSearch={(q) => go({ ...state, q, page: 1, sort: "" })}>
        {answer && <Tabs state={state} answer={answer} go={go} />}
        <div class={`columns${slow ? " slow" : ""}`} aria-busy={slow ? "true" : "false"}>
            {wide && <aside aria-label={t("filters")}><Facets state={state} answer={answer} go={go} /></aside>}
            <div class="results">
                {problem && <section class="problem" role="alert">
                    <h2>{t("error.title")}</h2>
                    <p>{problemText(problem)}</p>
                    <button type="button" class="button" onClick={retry}>{t("error.retry")}</button>
                </section>}
                {answer && <Bar state={state} answer={answer} go={go} wide={wide} />}
                {!answer && <h1 class="hidden">{t("search.button")}</h1>}
                {answer?.query.corrected && <Corrected state={state} q={answer.query.corrected} go={go} />}
                {answer?.query.expanded.length > 0 && <p class="note">{t("expanded")}{answer.query.expanded.join(t("comma"))}</p>}
                {answer?.query.terms.length > 0 && <p class="note">{t("terms")}{answer.query.terms.slice(0, TERMS_SHOWN).join(t("comma"))}</p>}
                {answer?.query.relaxed && <p class="note">{t("relaxed")}</p>}
                {answer && answer.total === 0 && <Empty state={state} answer={answer} go={go} />}
                {answer?.hits.map((hit) => <Card key={hit.id} hit={hit} />)}
                {answer && <Pages state={state} answer={answer} go={go} />}
            </div>
        </div>
    </Frame>;
}
