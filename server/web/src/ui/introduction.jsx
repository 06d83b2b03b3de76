// SPDX-License-Identifier: GPL-3.0-or-later
// An introduction in a list.
import { langQuery } from "./frame.jsx";
import { State } from "./state.jsx";
import { t, when } from "../i18n.js";

/* To the office, its own turn is said in other words than another's. */
function chaseText({ due, whom, days }) {
    const key = due ? (whom === "office" ? "chase.overdue" : "chase.due") : days === 0 ? "chase.today" : "chase.waits";
    return t(key, { n: days, whom: t(`chase.${whom}`) });
}

/** For the office: how long nothing has happened, and whose turn it is. */
export const Chase = ({ chase }) => <span class={chase.due ? "warning" : "about"}>{chaseText(chase)}
    {chase.chased_at && t("chase.last", { date: when(chase.chased_at) })}</span>;

/** what: "candidate" or "demand", what the reader does not know already; else both. */
export function IntroductionRow({ one, what }) {
    const name = what === "candidate" ? one.candidate.name : what === "demand" ? one.demand.title
        : t("row.between", { demand: one.demand.title, name: one.candidate.name });
    const Heading = what === "candidate" ? "h3" : "h2"; // there it stands below a heading of its own
    return <li class="card">
        <div class="head"><Heading><a href={`/introductions/${one.id}${langQuery()}`}>{name}</a></Heading><State of={one.state} /></div>
        <p class="about">{[one.organisation?.name, t("row.moved", { date: when(one.moved_at) })].filter(Boolean).join(" · ")}</p>
        {one.chase && <p><Chase chase={one.chase} /></p>}
    </li>;
}
