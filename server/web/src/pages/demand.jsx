// SPDX-License-Identifier: GPL-3.0-or-later
// A saved demand: how it stands, who can meet it with the words that are kept with it, its introductions.
import { useEffect, useRef, useState } from "preact/hooks";
import { DemandMoves, DemandStatus, number as numberOf } from "../ui/demand.jsx";
import { Frame, langQuery } from "../ui/frame.jsx";
import { IntroductionRow } from "../ui/introduction.jsx";
import { useLazy } from "../ui/lazy.js";
import { useList } from "../ui/list.js";
import { Matching } from "../ui/matching.jsx";
import { ask, call, look } from "../api.js";
import { t, number, problemText } from "../i18n.js";
import { may, who } from "../who.js";

const NEED_CHARS = 10000; // of the API
/* What a demand says of itself. */
const needOf = (demand) => [demand.title, demand.summary, demand.body].filter(Boolean).join("\n").slice(0, NEED_CHARS);
const isOwn = (demand) => may("office") || (may("enterprise") && demand.organisation?.id === `organisation:${who.record}`);

/* The words kept with it, null while they come, and how to keep others. */
function useWords(id, own) {
    const [words, setWords] = useState(own ? null : { must: [], drop: [] });
    const [problem, setProblem] = useState(null);
    const path = `/demands/${numberOf(id)}/terms`;
    const version = useRef(0), kept = useRef(Promise.resolve()); // one after another, each from what the one before made
    const known = (now) => { version.current = now.version; setProblem(null); return now; };
    useEffect(() => { if (own) ask(path).then((now) => setWords(known(now)), setProblem); }, []);
    const keep = ({ must, drop }) => {
        if (own) kept.current = kept.current.then(() => call("PUT", path, { must, drop }, { version: version.current })).then(known, setProblem);
    };
    return { words, problem, keep };
}

const explain = (problem) => (problem.code === "conflict" ? t("demand.conflict") : problemText(problem));

/* What was shown is no news to who follows the demand. */
const seen = (id) => who && ask("/saved").then(({ saved }) => saved.filter((one) => one.record === id).forEach((one) => look(one.id)), () => {});

/* The dialog is fetched when it is wanted. */
function useIntroduce() {
    const [Introduce, fetch] = useLazy("introduce", () => import("../ui/introduce.jsx"));
    const [candidate, setCandidate] = useState(null);
    const introduce = async (c) => {
        await fetch();
        setCandidate({ id: c.id, title: c.title, terms: c.covered, evidence: c.evidence.map((e) => e.id) });
    };
    return { Introduce, candidate, introduce, close: () => setCandidate(null) };
}

function Head({ demand, moved }) {
    return <>
        <p>{t(`demand.lead.${demand.status}`)}</p>
        <div class="send"><a href={`/demands/${numberOf(demand.id)}${langQuery()}`}>{t("demand.page")}</a>
            {demand.status !== "closed" && <a href={`/demands/${numberOf(demand.id)}/edit${langQuery()}`}>{t("demand.edit")}</a>}
            <DemandMoves demand={demand} moved={moved} /></div>
    </>;
}

export default function DemandPage({ boot }) {
    const record = boot.data, own = isOwn(record);
    const [demand, setDemand] = useState({ id: record.id, title: record.title, status: record.demand_status?.code ?? "open", version: record.version });
    const list = useList(own ? `/introductions?size=100&demand=${record.id}` : null, "introductions");
    const { words, problem, keep } = useWords(record.id, own);
    const { Introduce, candidate, introduce, close } = useIntroduce();
    const [said, setSaid] = useState("");
    const moved = (now) => { setDemand({ ...demand, status: now.demand_status.code, version: now.version }); list.load(); };
    const done = () => { close(); setSaid(t("asked.done", { name: candidate.title })); list.load(); };
    const of = (c) => ({ introduction: list.items?.find((one) => one.open && one.candidate.id === c.id),
        introduce: own && demand.status !== "closed" ? introduce : undefined });
    return <Frame>
        <div class="match">
            <p class="crumbs"><a href={`/demands${langQuery()}`}>{t(may("office") ? "demand.all" : "demand.own")}</a></p>
            <h1>{demand.title} <DemandStatus of={demand.status} /></h1>
            {own && <Head demand={demand} moved={moved} />}
            <p role="status">{said}</p>
            {(problem ?? list.problem) && <p class="wrong" role="alert">{explain(problem ?? list.problem)}</p>}
            {list.items?.length > 0 && <section>
                <h2>{t("match.introductions")} <span class="count">{number(list.items.length)}</span></h2>
                <ul class="picked">{list.items.map((one) => <IntroductionRow key={one.id} one={one} what="candidate" />)}</ul>
            </section>}
            <Matching text={needOf(record)} words={words} aside={[record.id]} keep={keep} shown={() => seen(record.id)} of={of}
                more={may("office") && record.organisation?.id ? { organisation: record.organisation.id } : {}} />
            {candidate && <Introduce candidate={candidate} demand={demand} published={moved} done={done} close={close} />}
        </div>
    </Frame>;
}
