// SPDX-License-Identifier: GPL-3.0-or-later
// One introduction: whom with whom, why, how it stands, what may be done next, what was done.
import { useEffect, useRef, useState } from "preact/hooks";
import { Frame, langQuery } from "../ui/frame.jsx";
import { Finding } from "../ui/finding.jsx";
import { Chase } from "../ui/introduction.jsx";
import { Chased, Moves, Rate } from "../ui/move.jsx";
import { State } from "../ui/state.jsx";
import { ask } from "../api.js";
import { t, problemText, when } from "../i18n.js";
import { may } from "../who.js";

const id = location.pathname.split("/").pop();
const Name = ({ of }) => (of.url ? <a href={of.url + langQuery()}>{of.name ?? of.title}</a> : <>{of.name ?? of.title}</>);

function Facts({ one }) {
    const { terms = [], evidence = [] } = one.matched ?? {};
    return <section class="facts">
        <dl>
            {one.organisation && <div><dt>{t("introduction.organisation")}</dt><dd><Name of={one.organisation} /></dd></div>}
            <div><dt>{t("introduction.demand")}</dt><dd><Name of={one.demand} /></dd></div>
            <div><dt>{t("introduction.candidate")}</dt><dd><Name of={one.candidate} /> <span class="kind">{t(`one.${one.candidate.kind}`)}</span></dd></div>
            <div><dt>{t("introduction.message")}</dt><dd class="lines">{one.message}</dd></div>
            {terms.length > 0 && <div><dt>{t("introduction.terms")}</dt><dd>{terms.join(t("comma"))}</dd></div>}
            {evidence.length > 0 && <div><dt>{t("introduction.evidence")}</dt><dd><ul>{evidence.map((e) => <li key={e.id}><Name of={e} /></li>)}</ul></dd></div>}
            {one.outcome && <div><dt>{t("introduction.outcome")}</dt><dd class="lines">{one.outcome}</dd></div>}
            {one.satisfaction && <div><dt>{t("introduction.satisfaction")}</dt><dd>{t(`outcome.${one.satisfaction}`)}</dd></div>}
        </dl>
    </section>;
}

function stepText(step) {
    if (step.what === "move") return t(step.state === "requested" ? "step.requested" : `state.${step.state}`);
    return step.what === "remind" ? t("step.remind", { n: step.reminder }) : t(`step.${step.what}`);
}

const Steps = ({ steps }) => <section>
    <h2>{t("introduction.steps")}</h2>
    <ol class="history">{steps.map((step, i) => <li key={i}>
        <strong>{stepText(step)}</strong> <span class="about">{[when(step.at), step.author ?? t(step.role === "program" ? "step.program" : `role.${step.role}`)].join(" · ")}</span>
        {step.note && <p class="lines">{step.note}</p>}
    </li>)}</ol>
</section>;

/* What speaks against the two, while the office decides. */
const Against = ({ findings }) => <section class="problem">
    <h2>{t("introduction.avoidance")}</h2>
    <ul class="avoidance">{findings.map((f) => <li key={f.rule} class="against"><strong>{t(`introduction.${f.effect}`)}</strong> <Finding f={f} /></li>)}</ul>
</section>;

export default function IntroductionPage() {
    const [one, setOne] = useState(null);
    const [problem, setProblem] = useState(null);
    const [said, setSaid] = useState("");
    const status = useRef(null);
    const load = () => ask(`/introductions/${id}`).then((body) => { setProblem(null); setOne(body); }, setProblem);
    useEffect(() => { load(); }, []);
    const done = (now) => { setOne(now); setSaid(t("introduction.done", { state: t(`state.${now.state}`) })); status.current.focus(); };
    return <Frame>
        <div class="work">
            <p class="crumbs"><a href={(may("office") ? "/office/introductions" : "/introductions") + langQuery()}>{t(may("office") ? "introductions.title" : "introductions.own")}</a></p>
            <h1>{one ? t("row.between", { demand: one.demand.title, name: one.candidate.name }) : t("introductions.title")}</h1>
            {problem && <p class="wrong" role="alert">{problemText(problem)} <button type="button" class="link" onClick={load}>{t("error.retry")}</button></p>}
            <p role="status" tabindex="-1" ref={status}>{said}</p>
            {one && <>
                <p><State of={one.state} /> {one.chase && <Chase chase={one.chase} />}</p>
                {one.avoidance?.length > 0 && <Against findings={one.avoidance} />}
                <Moves one={one} done={done} />
                {one.may_rate && <Rate key={one.version} one={one} done={done} />}
                {one.chase && <Chased one={one} done={done} />}
                <Facts one={one} />
                <Steps steps={one.steps ?? []} />
            </>}
        </div>
    </Frame>;
}
