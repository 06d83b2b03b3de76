// SPDX-License-Identifier: GPL-3.0-or-later
// A need in one's own words, the words read from it, and who can meet it, with the reasons.
// The need stays in this tab: it is sent with each question and never in an address.
import { useEffect, useRef, useState } from "preact/hooks";
import { Frame, langQuery } from "../ui/frame.jsx";
import { Follow } from "../ui/follow.jsx";
import { Pieces } from "../ui/pieces.jsx";
import { ask } from "../api.js";
import { t, number, lang, problemText } from "../i18n.js";

const DIM_AFTER_MS = 120, WORDS_FIRST = 14;
const put = (list, item, on) => (on ? [...list.filter((x) => x !== item), item] : list.filter((x) => x !== item));
const percent = (part, whole) => (whole > 0 ? Math.round((100 * part) / whole) : 0);

/* The answer to what was last asked; the old one stays, dimmed when a new one takes long. */
function useMatch() {
    const [asked, setAsked] = useState(null);
    const [answer, setAnswer] = useState(null);
    const [problem, setProblem] = useState(null);
    const [slow, setSlow] = useState(false);
    useEffect(() => {
        if (!asked) return undefined;
        const control = new AbortController();
        const timer = setTimeout(() => setSlow(true), DIM_AFTER_MS);
        const done = () => { clearTimeout(timer); setSlow(false); };
        ask("/match", control.signal, { ...asked, lang }).then(
            (body) => { done(); setProblem(null); setAnswer(body); },
            (error) => { if (error.name !== "AbortError") { done(); setProblem(error); } });
        return () => { clearTimeout(timer); control.abort(); };
    }, [asked]);
    return { asked, answer, problem, slow, setAsked };
}

function Word({ word, change }) {
    const toggle = (use) => <button type="button" aria-pressed={word.use === use}
        aria-label={t(use === "must" ? "match.must.of" : "match.drop.of", { word: word.text })}
        onClick={() => change(word.text, word.use === use ? "may" : use)}>{t(use === "must" ? "match.must" : "match.drop")}</button>;
    return <li class={`word ${word.use}`}>
        <span class={word.keyword ? "keyword" : ""}>{word.text}</span>
        {word.absent && <span class="absent">{t("match.absent")}</span>}
        {!word.absent && toggle("must")}{toggle("drop")}
    </li>;
}

function Words({ answer, change }) {
    const [all, setAll] = useState(false);
    const words = answer.terms.filter((word, i) => all || i < WORDS_FIRST || word.use !== "may");
    return <section class="words">
        <h2>{t("match.terms")}</h2>
        <p>{t("match.terms.help")}</p>
        <ul>{words.map((word) => <Word key={word.text} word={word} change={change} />)}</ul>
        {words.length < answer.terms.length && <button type="button" class="link" onClick={() => setAll(true)}>
            {t("match.more", { n: answer.terms.length })}</button>}
    </section>;
}

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
    return <p class={`cover ${name}`}><strong>{t(`match.${name}`)}</strong> {words.join(lang === "en" ? ", " : "、")}</p>;
}

/* Why somebody should be brought together with care, and the records it rests on. */
function Finding({ f }) {
    return <li>{lang === "en" ? f.text_en : f.text}
        {f.evidence.map((e) => <a key={e.id} href={e.url + langQuery()}>{e.title}</a>)}</li>;
}

function Candidate({ c, exclude }) {
    const others = [c.rest.count > 0 && `${t("match.rest", { n: c.rest.count })} ${percent(c.rest.share, c.score)}%`,
        c.near_share > 0 && `${t("match.nearpart")} ${percent(c.near_share, c.score)}%`].filter(Boolean);
    return <article class="card candidate">
        <h3><a href={c.url + langQuery()}>{c.title}</a>
            {c.marks.includes("academician") && <span class="academician">{t("academician")}</span>}
            {c.marks.includes("sample") && <span class="sample">{t("sample")}</span>}
            <span class={`strength ${c.strength}`}>{t(`match.strength.${c.strength}`)}</span></h3>
        <p class="about">{c.subtitle}</p>
        {c.warnings.length > 0 && <p class="warning">{c.warnings.map((w) => t(`match.warning.${w}`)).join("；")}</p>}
        {c.avoidance.length > 0 && <ul class="avoidance">{c.avoidance.map((f) => <Finding key={f.rule} f={f} />)}</ul>}
        <Covered name="covered" words={c.covered} />
        <Covered name="uncovered" words={c.uncovered} />
        <h4>{t("match.why")}</h4>
        <ul class="evidence">{c.evidence.map((e) => <Evidence key={e.id} e={e} score={c.score} />)}</ul>
        {others.length > 0 && <p class="about">{others.join(" · ")}</p>}
        <button type="button" class="link" aria-label={t("match.exclude.of", { name: c.title })}
            onClick={() => exclude(c.id)}>{t("match.exclude")}</button>
    </article>;
}

function Answer({ answer, exclude }) {
    const some = answer.groups.filter((group) => group.candidates.length + group.blocked > 0);
    return <>
        <p role="status" class="total">{t("match.found", { n: number(answer.documents), ms: Math.round(answer.took_us / 1000) })}</p>
        {!answer.understood && <p class="note">{t("match.foreign")}</p>}
        {answer.understood && some.length === 0 && <p class="note">{t("match.none")}</p>}
        {some.length > 0 && answer.weak && <p class="note weak">{t("match.weak")}</p>}
        {some.map((group) => <section key={group.kind} class="group">
            <h2>{t(`kind.${group.kind}`)} <span class="total">{t("match.total", { n: number(group.total) })}</span></h2>
            {group.blocked > 0 && <p class="about">{t("match.blocked", { n: number(group.blocked) })}</p>}
            {group.candidates.map((c) => <Candidate key={c.id} c={c} exclude={exclude} />)}
        </section>)}
    </>;
}

const explain = (problem) => (problem.field === "text" && problem.code === "bad_value" ? t("match.short")
    : problem.field === "text" && problem.code === "too_long" ? t("match.long", { n: number(problem.limit) }) : problemText(problem));

export default function MatchPage() {
    const { asked, answer, problem, slow, setAsked } = useMatch();
    const [near, setNear] = useState(true);
    const box = useRef(null);
    useEffect(() => {
        const saved = Number(new URLSearchParams(location.search).get("saved"));
        box.current.value = sessionStorage.getItem("need") ?? "";
        if (!saved) return;
        ask("/saved").then((body) => {
            const need = body.saved.find((one) => one.id === saved)?.need;
            if (!need) return;
            box.current.value = need.text;
            setAsked({ must: [], drop: [], exclude: [], ...need });
        }, () => {});
    }, []);
    const send = (event) => {
        event.preventDefault();
        sessionStorage.setItem("need", box.current.value);
        setAsked({ text: box.current.value, must: [], drop: [], exclude: [], ...(near ? {} : { near: "" }) });
    };
    const change = (word, use) => setAsked({ ...asked, must: put(asked.must, word, use === "must"), drop: put(asked.drop, word, use === "drop") });
    const local = (on) => {
        setNear(on);
        if (!asked) return;
        const { near: old, ...rest } = asked;
        setAsked(on ? rest : { ...rest, near: "" });
    };
    return <Frame>
        <div class="match">
            <h1>{t("match.title")}</h1>
            <p>{t("match.lead")}</p>
            <form onSubmit={send}>
                <label for="need">{t("match.label")}</label>
                <textarea id="need" ref={box} rows="6" placeholder={t("match.placeholder")} />
                <div class="send">
                    <button type="submit" class="button">{t("match.go")}</button>
                    <label><input type="checkbox" checked={near} onChange={(event) => local(event.target.checked)} /> {t("match.near")}</label>
                    <span class="about">{t("match.near.help")}</span>
                </div>
            </form>
            {problem && <section class="problem" role="alert">
                <h2>{t("error.title")}</h2>
                <p>{explain(problem)}</p>
                {problem.code === "network" && <button type="button" class="button" onClick={() => setAsked({ ...asked })}>{t("error.retry")}</button>}
            </section>}
            {answer && <div class={slow ? "slow" : ""} aria-busy={slow ? "true" : "false"}>
                {answer.understood && <p><Follow key={JSON.stringify(asked)} what="need" wish={{ need: asked }} /></p>}
                {answer.terms.length > 0 && <Words answer={answer} change={change} />}
                {asked.exclude.length > 0 && <button type="button" class="link" onClick={() => setAsked({ ...asked, exclude: [] })}>
                    {t("match.back", { n: asked.exclude.length })}</button>}
                <div class="results"><Answer answer={answer} exclude={(id) => setAsked({ ...asked, exclude: put(asked.exclude, id, true) })} /></div>
            </div>}
        </div>
    </Frame>;
}
