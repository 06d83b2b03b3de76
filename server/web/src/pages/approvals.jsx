// SPDX-License-Identifier: GPL-3.0-or-later
// What waits for the office: changes of experts, registrations.
import { useState } from "preact/hooks";
import { Frame } from "../ui/frame.jsx";
import { Diff } from "../ui/diff.jsx";
import { Decide, Part, address } from "../ui/decide.jsx";
import { Field } from "../ui/form.jsx";
import { Pager } from "../ui/pager.jsx";
import { useList } from "../ui/list.js";
import { t, when } from "../i18n.js";

export default function ApprovalsPage() {
    const drafts = useList("/drafts", "drafts"), page = Number(new URLSearchParams(location.search).get("page")) || 1;
    const registrations = useList(`/registrations?page=${page}&size=100`, "registrations");
    const [said, setSaid] = useState(false);
    const done = (list) => () => { setSaid(true); return list.load(); };
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
                <Decide path={`/registrations/${one.id}`} name={one.organisation} what="approve" yes="approvals.yes" no="approvals.no" done={done(registrations)}>
                    {one.taken && <Field name="login" id={`login${one.id}`} maxlength="64" autocapitalize="none" spellcheck={false} help={t("approvals.taken", { login: one.login })} />}
                </Decide>
            </article>}</Part>
            {registrations.answer && <Pager {...registrations.answer} />}
        </div>
    </Frame>;
}
