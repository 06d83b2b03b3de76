// SPDX-License-Identifier: GPL-3.0-or-later
// Demands with how they stand: an enterprise's own, for the office all.
import { useEffect, useState } from "preact/hooks";
import { Frame, langQuery } from "../ui/frame.jsx";
import { DemandMoves, DemandStatus, number } from "../ui/demand.jsx";
import { Pager, Tabs } from "../ui/pager.jsx";
import { ask } from "../api.js";
import { t, problemText, when } from "../i18n.js";
import { may } from "../who.js";

const states = ["draft", "open", "closed"];
const parts = ["requested", "open", "done", "ended"];

function Demand({ one, moved }) {
    const counts = parts.filter((name) => one.introductions[name] > 0).map((name) => t(`demands.${name}`, { n: one.introductions[name] }));
    return <li class="card">
        <div class="head"><h2><a href={`/match/${number(one.id)}${langQuery()}`}>{one.title}</a></h2><DemandStatus of={one.status} /></div>
        <p class="about">{[may("office") && one.organisation?.name, one.deadline && t("demands.deadline", { date: one.deadline }), t("demands.changed", { date: when(one.updated_at) })].filter(Boolean).join(" · ")}</p>
        {counts.length > 0 && <p>{t("pair", { name: t("demands.introductions"), value: counts.join(t("comma")) })}</p>}
        {one.reason && <p class="about">{t("demands.reason", { text: one.reason })}</p>}
        <p class="send">{one.status !== "closed" && <>
            <a href={`/match/${number(one.id)}${langQuery()}`}>{t("demands.find")}</a>
            <a href={`/demands/${number(one.id)}/edit${langQuery()}`}>{t("demands.edit")}</a></>}
            <DemandMoves demand={one} moved={moved} /></p>
    </li>;
}

export default function DemandsPage() {
    const asked = new URLSearchParams(location.search), show = states.includes(asked.get("show")) ? asked.get("show") : "all";
    const [answer, setAnswer] = useState(null);
    const [problem, setProblem] = useState(null);
    const [said, setSaid] = useState("");
    const query = new URLSearchParams({ page: Number(asked.get("page")) || 1, ...(show !== "all" && { status: show }) });
    const load = () => ask(`/demands?${query}`).then((body) => { setProblem(null); setAnswer(body); }, setProblem);
    useEffect(() => { load(); }, []);
    const moved = (now) => { setSaid(t("demand.moved", { title: now.title, status: now.demand_status.label })); load(); };
    const all = answer && states.reduce((n, state) => n + answer.counts[state], 0);
    return <Frame>
        <div class="work">
            <h1>{t(may("office") ? "demands.title" : "demands.own")}</h1>
            <p>{t("demands.lead")}</p>
            {answer && <Tabs of={[["all", t("all"), all], ...states.map((state) => [state, t(`demand.${state}`), answer.counts[state]])]} chosen={show} label={t("demands.title")} />}
            {problem && <p class="wrong" role="alert">{problemText(problem)} <button type="button" class="link" onClick={load}>{t("error.retry")}</button></p>}
            <p role="status">{said}</p>
            {answer?.demands.length === 0 && <section class="empty"><p>{t("demands.none")}</p></section>}
            {answer?.demands.length > 0 && <ul class="picked">{answer.demands.map((one) => <Demand key={one.id} one={one} moved={moved} />)}</ul>}
            {answer && <Pager {...answer} />}
            <p><a class="button" href={`/match${langQuery()}`}>{t("demands.new")}</a></p>
        </div>
    </Frame>;
}
