// SPDX-License-Identifier: GPL-3.0-or-later
// The register of what people concerned asked for: open ones by deadline, then what became of the others.
import { useState } from "preact/hooks";
import { Frame } from "../ui/frame.jsx";
import { Decide, Part, address } from "../ui/decide.jsx";
import { Request } from "../ui/request.jsx";
import { Pager } from "../ui/pager.jsx";
import { useList } from "../ui/list.js";
import { t, when } from "../i18n.js";

/* Where each kind of request is seen to. */
const behind = { correction: "/edit", deletion: "/personal", withdrawal: "/personal", export: "/personal" };

const Due = ({ one }) => <p class={one.overdue ? "warning" : "about"}>{t("requests.at", { date: when(one.at) })}{" · "}
    {one.overdue ? t("requests.overdue", { date: when(one.due_at) }) : t("approvals.due", { date: when(one.due_at) })}</p>;

const Closed = ({ list }) => <table class="diff log">
    <caption class="hidden">{t("requests.closed")}</caption>
    <thead><tr><th scope="col">{t("form.what")}</th><th scope="col">{t("form.text")}</th><th scope="col">{t("requests.outcome")}</th></tr></thead>
    <tbody>{list.map((one) => <tr key={one.id}><td>{t(`request.${one.what}`)} {one.record}</td><td>{one.text}</td>
        <td>{t(`requests.${one.outcome}`)}<p class="about">{when(one.done_at)}</p></td></tr>)}</tbody>
</table>;

export default function RequestsPage() {
    const page = Number(new URLSearchParams(location.search).get("page")) || 1;
    const list = useList(`/requests?page=${page}&size=100`, "requests"), items = list.items ?? [];
    const [said, setSaid] = useState(false);
    const done = () => { setSaid(true); return list.load(); };
    const open = items.filter((one) => !one.done_at), closed = items.filter((one) => one.done_at);
    const whole = list.answer?.total === items.length; // or there may be open and closed ones on other pages
    return <Frame>
        <div class="work">
            <h1>{t("requests.title")}</h1>
            <p>{t("requests.lead")}</p>
            <p role="status">{said ? t("approvals.done") : ""}</p>
            {(!list.answer || whole || open.length > 0) && <Part title="requests.open" list={{ ...list, items: list.items && open }}>{(one) => <article class="card" key={one.id}>
                <h3>{t(`request.${one.what}`)} <span class="kind"><a href={address(one.record)}>{one.record}</a></span></h3>
                <p class="lines">{one.text}</p>
                <Due one={one} />
                <p><a class="second" href={address(one.record, behind[one.what])}>{t(`requests.go.${one.what}`)}</a></p>
                <Decide path={`/requests/${one.id}`} name={one.text} what="done" yes="requests.done" no="requests.refuse" reason done={done} />
            </article>}</Part>}
            <section>
                <h2>{t("requests.add")}</h2>
                <Request button={t("requests.add.go")} help={t("requests.text.help")} done={list.load} />
            </section>
            {(whole || closed.length > 0) && <section>
                <h2>{t("requests.closed")}</h2>
                {closed.length > 0 ? <Closed list={closed} /> : <p>{t("requests.closed.none")}</p>}
            </section>}
            {list.answer && <Pager {...list.answer} />}
        </div>
    </Frame>;
}
