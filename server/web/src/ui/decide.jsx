// SPDX-License-Identifier: GPL-3.0-or-later
// What waits for the office: a list under its title, each with two buttons.
import { langQuery } from "./frame.jsx";
import { Field, Form } from "./form.jsx";
import { call } from "../api.js";
import { t, problemText } from "../i18n.js";

/** The page of "expert:12"; behind: one of its own pages, "/edit". */
export const address = (record, behind = "") => `/${record.replace("society:", "societies:").replace(/s?:/, "s/")}${behind}${langQuery()}`;
const explain = (problem) => (problem.code === "conflict" ? t("approvals.conflict")
    : problem.code === "not_found" ? t("approvals.gone") : problemText(problem));

/* Two buttons, a reason and other fields, which are sent when they are filled; words: prefix of their texts and of what is
   sent. */
export function Decide({ path, name, yes, no, what, reason, done, children }) {
    const send = async (values, form, submitter) => {
        const filled = Object.entries(values).filter(([, value]) => value);
        await call("POST", path, { [what]: submitter?.value !== "no", ...Object.fromEntries(filled) });
        done();
    };
    return <Form send={send} button={t(yes)} label={t(`${yes}.of`, { name })} explain={explain}
        others={<button type="submit" class="link" value="no" aria-label={t(`${no}.of`, { name })}>{t(no)}</button>}>
        {children}
        {reason && <Field name="reason" id={`reason${path}`} maxlength="300" />}
    </Form>;
}

export const Part = ({ title, list, children }) => <section>
    <h2>{t(title)}{list.items && <span class="count"> {list.items.length}</span>}</h2>
    {list.problem && <p class="wrong" role="alert">{problemText(list.problem)}</p>}
    {list.items?.length === 0 && <p>{t("approvals.none")}</p>}
    {(list.items ?? []).map(children)}
</section>;
