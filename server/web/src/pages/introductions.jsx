// SPDX-License-Identifier: GPL-3.0-or-later
// Introductions: the office's with its chase list, an enterprise's, an expert's own.
import { useEffect, useState } from "preact/hooks";
import { Frame, langQuery } from "../ui/frame.jsx";
import { IntroductionRow } from "../ui/introduction.jsx";
import { Pager, Tabs } from "../ui/pager.jsx";
import { ask } from "../api.js";
import { t, problemText } from "../i18n.js";
import { may, who } from "../who.js";

const underWay = ["approved", "contacted", "in_progress"], ended = ["done", "no_help", "unreachable", "declined", "not_for_me", "withdrawn"];
/* What each tab asks for, by role; the first is shown first. */
const tabs = {
    office: { requested: ["requested"], due: null, open: underWay, ended, all: [] },
    enterprise: { all: [], requested: ["requested"], open: underWay, ended },
    expert: { open: underWay, ended, all: [] },
};

function address(show, page) {
    const params = new URLSearchParams(show === "due" ? { due: 1 } : {});
    for (const state of tabs[who.role][show] ?? []) params.append("state", state);
    if (page > 1) params.set("page", page);
    return `/introductions?${params}`;
}

const sum = (counts, states) => states.reduce((n, state) => n + (counts[state] ?? 0), 0);
const countOf = (answer, show) => (show === "due" ? answer.due : show === "all" ? sum(answer.counts, Object.keys(answer.counts)) : sum(answer.counts, tabs[who.role][show]));

export default function IntroductionsPage() {
    const asked = new URLSearchParams(location.search), names = Object.keys(tabs[who.role]);
    const show = names.includes(asked.get("show")) ? asked.get("show") : names[0];
    const [answer, setAnswer] = useState(null);
    const [problem, setProblem] = useState(null);
    const load = () => ask(address(show, Number(asked.get("page")) || 1)).then((body) => { setProblem(null); setAnswer(body); }, setProblem);
    useEffect(() => { load(); }, []);
    return <Frame>
        <div class="work">
            <h1>{t(may("office") ? "introductions.title" : "introductions.own")}</h1>
            <p>{t(`introductions.lead.${who.role}`)}</p>
            {answer && <Tabs of={names.map((name) => [name, t(`introductions.${name}`), countOf(answer, name)])} chosen={show} label={t("introductions.title")} />}
            {problem && <p class="wrong" role="alert">{problemText(problem)} <button type="button" class="link" onClick={load}>{t("error.retry")}</button></p>}
            {answer?.introductions.length === 0 && <section class="empty">
                <p>{t(`introductions.none.${show === "all" || show === names[0] ? who.role : "other"}`)}</p>
                {may("expert") && who.record && <p><a href={`/experts/${who.record}/edit${langQuery()}`}>{t("introductions.profile")}</a></p>}
                {may("enterprise") && <p><a class="button" href={`/match${langQuery()}`}>{t("introductions.match")}</a></p>}
            </section>}
            {answer?.introductions.length > 0 && <ul class="picked">{answer.introductions.map((one) => <IntroductionRow key={one.id} one={one} what={may("expert") ? "demand" : undefined} />)}</ul>}
            {answer && <Pager {...answer} />}
        </div>
    </Frame>;
}
