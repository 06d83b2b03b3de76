// SPDX-License-Identifier: GPL-3.0-or-later
// A need in one's own words, the words read from it, and who can meet it, with the reasons. It is sent with
// each question and never in an address.
import { useEffect, useRef, useState } from "preact/hooks";
import { Candidate } from "./candidate.jsx";
import { MatchFilters } from "./matchfilters.jsx";
import { ask } from "../api.js";
import { t, number, lang, problemText } from "../i18n.js";

const DIM_AFTER_MS = 120, WORDS_FIRST = 14;
const put = (list, item, on) => (on ? [...list.filter((x) => x !== item), item] : list.filter((x) => x !== item));

/* The answer to what was last asked; the old one stays, dimmed when a new one takes long. */
function useMatch(aside, shown) {
    const [asked, setAsked] = useState(null);
    const [answer, setAnswer] = useState(null);
    const [problem, setProblem] = useState(null);
    const [slow, setSlow] = useState(false);
    useEffect(() => {
        if (!asked) return undefined;
        const control = new AbortController();
        const timer = setTimeout(() => setSlow(true), DIM_AFTER_MS);
        const done = () => { clearTimeout(timer); setSlow(false); };
        ask("/match", control.signal, { ...asked, exclude: [...aside, ...asked.exclude], lang }).then(
            (body) => { done(); setProblem(null); setAnswer(body); shown(); },
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

const reasons = (group) => Object.keys(group.left_out).filter((reason) => group.left_out[reason] > 0);

function Answer({ answer, card }) {
    const some = answer.groups.filter((group) => group.candidates.length + reasons(group).length > 0);
    return <>
        <p role="status" class="total">{t("match.found", { n: number(answer.documents), ms: Math.round(answer.took_us / 1000) })}</p>
        {!answer.understood && <p class="note">{t("match.foreign")}</p>}
        {answer.understood && some.length === 0 && <p class="note">{t("match.none")}</p>}
        {some.length > 0 && answer.weak && <p class="note weak">{t("match.weak")}</p>}
        {some.length > 0 && answer.rotation && <p class="about">{t("match.rotation", { n: answer.rotation.tolerance * 100, seed: answer.rotation.seed })}</p>}
        {some.map((group) => <section key={group.kind} class="group">
            <h2>{t(`kind.${group.kind}`)} <span class="total">{t("match.total", { n: number(group.total) })}</span></h2>
            {reasons(group).map((reason) => <p key={reason} class="about">{t(`match.left.${reason}`, { n: number(group.left_out[reason]) })}</p>)}
            {group.candidates.map(card)}
        </section>)}
    </>;
}

/** text: what the box begins with. words: { must, drop, exclude } to ask with at once; absent or null while there are none.
    more: what else is asked with, and what its controls begin with. aside: records that are no evidence. sent(text), keep(words): when they change. shown(): after each answer. next(asked): what stands between
    words and candidates. of(candidate): more for its card. */
export function Matching({ text, words, more = {}, aside = [], sent = () => {}, keep = () => {}, shown = () => {}, next, of }) {
    const { asked, answer, problem, slow, setAsked } = useMatch(aside, shown);
    const [near, setNear] = useState(more.near !== "");
    const [filters, setFilters] = useState({ for_size: more.for_size, filters: more.filters, free: more.free });
    const box = useRef(null);
    const wrong = problem?.field === "text" && (problem.limit ? t("match.long", { n: number(problem.limit) }) : t("match.short"));
    const nearby = (on) => ({ near: on ? more.near || undefined : "" });
    const begin = ({ must, drop, exclude = [] }) => setAsked({ ...more, ...filters, ...nearby(near), text: box.current.value, must, drop, exclude });
    useEffect(() => { if (words) begin(words); }, [words]);
    const send = (event) => {
        event.preventDefault();
        sent(box.current.value);
        begin(words && asked ? asked : { must: [], drop: [] });
    };
    const change = (word, use) => {
        const now = { ...asked, must: put(asked.must, word, use === "must"), drop: put(asked.drop, word, use === "drop") };
        setAsked(now);
        keep(now);
    };
    const filter = (value) => { setFilters(value); if (asked) setAsked({ ...asked, ...value }); };
    const local = (on) => {
        setNear(on);
        if (asked) setAsked({ ...asked, ...nearby(on) });
    };
    const card = (c) => <Candidate key={c.id} c={c} exclude={(id) => setAsked({ ...asked, exclude: put(asked.exclude, id, true) })} {...of?.(c)} />;
    return <>
        <form onSubmit={send}>
            <label for="need">{t("match.label")}</label>
            <textarea id="need" ref={box} rows="6" defaultValue={text} placeholder={t("match.placeholder")} />
            {wrong && <p class="wrong" role="alert">{wrong}</p>}
            <div class="send">
                <button type="submit" class="button">{t("match.go")}</button>
                <label><input type="checkbox" checked={near} onChange={(event) => local(event.target.checked)} /> {t("match.near")}</label>
                <span class="about">{t("match.near.help")}</span>
            </div>
            <MatchFilters value={filters} change={filter} />
        </form>
        {problem && !wrong && <section class="problem" role="alert">
            <h2>{t("error.title")}</h2>
            <p>{problemText(problem)}</p>
            {problem.code === "network" && <button type="button" class="button" onClick={() => setAsked({ ...asked })}>{t("error.retry")}</button>}
        </section>}
        {answer && <div class={slow ? "slow" : ""} aria-busy={slow ? "true" : "false"}>
            {answer.terms.length > 0 && <Words answer={answer} change={change} />}
            {answer.understood && next?.(asked)}
            {asked.exclude.length > 0 && <button type="button" class="link" onClick={() => setAsked({ ...asked, exclude: [] })}>
                {t("match.back", { n: asked.exclude.length })}</button>}
            <div class="results"><Answer answer={answer} card={card} /></div>
        </div>}
    </>;
}
