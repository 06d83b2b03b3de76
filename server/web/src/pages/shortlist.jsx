// SPDX-License-Identifier: GPL-3.0-or-later
// Candidates one keeps an eye on; with ids in the address it is somebody's list that was sent on.
import { useEffect, useRef, useState } from "preact/hooks";
import { Frame, langQuery } from "../ui/frame.jsx";
import { useLazy } from "../ui/lazy.js";
import { Pick } from "../ui/pick.jsx";
import { ask } from "../api.js";
import { t, lang, number, problemText } from "../i18n.js";
import { change, clean, pathOf, union, useShortlist } from "../shortlist.js";
import { loginPath, may, who } from "../who.js";

const sent = clean((new URLSearchParams(location.search).get("ids") ?? "").split(","));
const query = (ids) => `${ids.map((id) => `id=${id}`).join("&")}${lang === "en" ? "&lang=en" : ""}`;
const wechat = /MicroMessenger/i.test(navigator.userAgent);

/* What cards show of ids; what is already known is not asked for again. */
function useCards(ids) {
    const [cards, setCards] = useState({});
    const [problem, setProblem] = useState(null);
    const wanted = ids.filter((id) => !(id in cards)).join();
    const load = () => {
        if (!wanted) return undefined;
        const control = new AbortController();
        ask(`/candidates?${query(wanted.split(","))}`, control.signal).then(({ candidates, gone }) => {
            setProblem(null);
            setCards((known) => ({ ...known, ...Object.fromEntries(candidates.map((one) => [one.id, one])), ...Object.fromEntries(gone.map((id) => [id, null])) }));
        }, (error) => { if (error.name !== "AbortError") setProblem(error); });
        return () => control.abort();
    };
    useEffect(load, [wanted]);
    return { cards, problem, load };
}

const about = (one) => [(one.organisation ?? one.host)?.name, one.position, one.professional_title?.label, one.level?.label, one.region?.label].filter(Boolean).join(" · ");

function Candidate({ id, one, own, introduce }) {
    if (!one) return <li class="card">
        <p>{t("shortlist.gone")}</p>
        {own && <button type="button" class="pick" onClick={() => change(own.filter((other) => other !== id))}>{t("shortlist.drop")}</button>}
    </li>;
    const academician = one.memberships?.some((m) => m.code.startsWith("academician_"));
    return <li class="card">
        <div class="head">
            <h2><span class={`kind ${one.kind}`}>{t(`one.${one.kind}`)}</span> <a href={pathOf(id) + langQuery()}>{one.name}</a>
                {academician && <span class="academician">{t("academician")}</span>}
                {one.origin?.code === "sample" && <span class="sample">{t("sample")}</span>}</h2>
            <Pick id={id} name={one.name} off={own ? "shortlist.drop" : undefined} />
        </div>
        <p class="about">{about(one)}</p>
        {(one.keywords ?? one.disciplines)?.length > 0 && <ul class="tags">{(one.keywords ?? one.disciplines.map((d) => d.label)).slice(0, 8).map((word) => <li key={word}>{word}</li>)}</ul>}
        {introduce && <button type="button" class="button" aria-label={t("pair", { name: t("shortlist.introduce"), value: one.name })} onClick={() => introduce({ id, title: one.name })}>{t("shortlist.introduce")}</button>}
        {one.availability && one.availability.code !== "open" && <p class="warning">{one.availability.label}</p>}
    </li>;
}

function Share({ ids, children }) {
    const [said, setSaid] = useState("");
    const link = `${location.origin}/shortlist?ids=${ids.join()}${lang === "en" ? "&lang=en" : ""}`;
    const copy = () => navigator.clipboard.writeText(link).then(() => setSaid(t("shortlist.copied")), () => setSaid(link));
    return <>
        <p class="send">{children}<button type="button" class={children ? "link" : "button"} onClick={copy}>{t("shortlist.share")}</button>
            <a href={`/api/v1/candidates.xlsx?${query(ids)}`} download>{t("shortlist.xlsx")}</a>
            <a href={`/api/v1/candidates.csv?${query(ids)}`} download>{t("shortlist.csv")}</a></p>
        {wechat && <p class="note">{t("shortlist.wechat")}</p>}
        <p role="status">{said}</p>
    </>;
}

function Empty() {
    return <section class="empty">
        <h2>{t("shortlist.empty")}</h2>
        <p>{t("shortlist.empty.help")}</p>
        <p class="send"><a class="button" href={`/match${langQuery()}`}>{t("shortlist.match")}</a>
            <a href={`/search?kind=expert${lang === "en" ? "&lang=en" : ""}`}>{t("shortlist.search")}</a></p>
    </section>;
}

/* What was taken off can be put back until the page is left. */
function useUndo(ids) {
    const before = useRef(ids), [undo, setUndo] = useState(null);
    useEffect(() => {
        if (before.current.some((id) => !ids.includes(id))) setUndo(before.current);
        before.current = ids;
    }, [ids]);
    return undo && [undo.filter((id) => !ids.includes(id)).length, () => { change(union(undo, ids)); setUndo(null); }];
}

export default function ShortlistPage() {
    const { ids, problem: unsaved } = useShortlist(), others = sent.length > 0;
    const shown = others ? sent : ids, { cards, problem, load } = useCards(shown), undo = useUndo(ids);
    const [Introduce, fetch] = useLazy(() => import("../ui/introduce.jsx"));
    const [candidate, setCandidate] = useState(null);
    const [made, setMade] = useState(null);
    const introduce = async (one) => { await fetch(); setCandidate(one); };
    const all = shown.every((id) => ids.includes(id));
    return <Frame>
        <div class="work">
            <h1>{t(others ? "shortlist.sent" : "shortlist.title")}{shown.length > 0 && <span class="count"> {number(shown.length)}</span>}</h1>
            {others && <p>{t("shortlist.sent.help")} <a href={`/shortlist${langQuery()}`}>{t("shortlist.own")}</a></p>}
            {!others && !who && ids.length > 0 && <p>{t("shortlist.here")} <a href={loginPath(lang === "en")}>{t("login.title")}</a></p>}
            {unsaved && <p class="wrong" role="alert">{t("shortlist.unsaved")} {problemText(unsaved)}</p>}
            {problem && <p class="wrong" role="alert">{problemText(problem)} <button type="button" class="link" onClick={load}>{t("error.retry")}</button></p>}
            <p role="status">{undo?.[0] > 0 && <>{t("shortlist.removed", { n: undo[0] })} <button type="button" class="link" onClick={undo[1]}>{t("shortlist.undo")}</button></>}</p>
            <p role="status">{made && <>{t("ask.done", { name: made.candidate.name })} <a href={`/introductions/${made.id}${langQuery()}`}>{t("shortlist.introduction")}</a></>}</p>
            {candidate && <Introduce candidate={candidate} done={(now) => { setCandidate(null); setMade(now); }} close={() => setCandidate(null)} />}
            {shown.length === 0 ? <Empty /> : <>
                <Share ids={shown}>{others && !all && <button type="button" class="button" onClick={() => change(union(ids, sent))}>{t("shortlist.takeover")}</button>}</Share>
                <ul class="picked">{shown.filter((id) => id in cards).map((id) => <Candidate key={id} id={id} one={cards[id]} own={!others && ids} introduce={may("office", "enterprise") ? introduce : undefined} />)}</ul>
                {!others && ids.length > 1 && <p><button type="button" class="link" onClick={() => change([])}>{t("shortlist.clear")}</button></p>}
            </>}
        </div>
    </Frame>;
}
