// SPDX-License-Identifier: GPL-3.0-or-later
// What waits for the office: changes of experts, registrations, requests about personal data.
import { useState } from "preact/hooks";
import { Frame, langQuery } from "../ui/frame.jsx";
import { Diff } from "../ui/diff.jsx";
import { Field, Form } from "../ui/form.jsx";
import { useList } from "../ui/list.js";
import { call } from "../api.js";
import { t, problemText, when } from "../i18n.js";

const address = (record) => `/${record.replace(":", "s/")}${langQuery()}`;
const explain = (problem) => (problem.code === "conflict" ? t("approvals.conflict")
    : problem.code === "not_found" ? t("approvals.gone") : problemText(problem));

/* Two buttons and a reason; words: prefix of their texts and of what is sent. */
function Decide({ path, name, yes, no, what, reason, done }) {
    const send = async (values, form, submitter) => {
        await call("POST", path, { [what]: submitter?.value !== "no", ...(values.reason ? { reason: values.reason } : {}) });
        done();
    };
    return <Form send={send} button={t(yes)} label={t(`${yes}.of`, { name })} explain={explain}
        others={<button type="submit" class="link" value="no" aria-label={t(`${no}.of`, { name })}>{t(no)}</button>}>
        {reason && <Field name="reason" id={`reason${path}`} maxlength="300" />}
    </Form>;
}

const Part = ({ title, list, children }) => <section>
    <h2>{t(title)}{list.items && <span class="count"> {list.items.length}</span>}</h2>
    {list.problem && <p class="wrong" role="alert">{problemText(list.problem)}</p>}
    {list.items?.length === 0 && <p>{t("approvals.none")}</p>}
    {(list.items ?? []).map(children)}
</section>;

export default function ApprovalsPage() {
    const drafts = useList("/drafts", "drafts"), registrations = useList("/registrations", "registrations");
    const requests = useList("/requests", "requests");
    const [said, setSaid] = useState(false);
    const done = (list) => () => { setSaid(true); return list.load(); };
    const open = { ...requests, items: requests.items?.filter((one) => !one.done_at) };
    return <Frame>
        <div class="work">
            <h1>{t("approvals.title")}</h1>
            <p role="status">{said ? t("approvals.done") : ""}</p>
            <Part title="approvals.drafts" list={drafts}>{(draft) => <article class="card" key={draft.id}>
                <h3><a href={address(draft.record)}>{draft.title}</a></h3>
                <p class="about">{t("approvals.by", { name: draft.author ?? "", date: when(draft.at) })}</p>
                <Diff fields={draft.fields} />
                <Decide path={`/drafts/${draft.id}`} name={draft.title} what="approve" yes="approvals.yes" no="approvals.no" reason done={done(drafts)} />
            </article>}</Part>
            <Part title="approvals.registrations" list={registrations}>{(one) => <article class="card" key={one.id}>
                <h3>{one.organisation}</h3>
                <p>{t("approvals.code", { code: one.credit_code })}</p>
                <p class="about">{t("approvals.by", { name: `${one.name} (${one.login})`, date: when(one.at) })}</p>
                <Decide path={`/registrations/${one.id}`} name={one.organisation} what="approve" yes="approvals.yes" no="approvals.no" done={done(registrations)} />
            </article>}</Part>
            <Part title="approvals.requests" list={open}>{(one) => <article class="card" key={one.id}>
                <h3>{t(`request.${one.what}`)}<span class="kind"><a href={address(one.record)}>{one.record}</a></span></h3>
                <p class="lines">{one.text}</p>
                <p class={one.overdue ? "warning" : "about"}>{one.overdue ? t("approvals.overdue") : t("approvals.due", { date: when(one.due_at) })}</p>
                <Decide path={`/requests/${one.id}`} name={one.text} what="done" yes="requests.done" no="requests.refuse" reason done={done(requests)} />
            </article>}</Part>
        </div>
    </Frame>;
}
