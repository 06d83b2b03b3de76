// SPDX-License-Identifier: GPL-3.0-or-later
// Contacts in full, for a purpose that the audit keeps.
import { useState } from "preact/hooks";
import { Field, Form } from "./form.jsx";
import { withLang } from "./value.jsx";
import { call } from "../api.js";
import { t, problemText } from "../i18n.js";

export function Contacts() {
    const [shown, setShown] = useState(null);
    const send = async ({ purpose }) => setShown((await call("POST", `${location.pathname}/contacts`, { purpose })).contacts);
    const explain = (problem) => (problem.code === "refused"
        ? <>{problemText(problem)} <a href={withLang(`${location.pathname}/personal`)}>{t("account.personal")}</a></> : problemText(problem));
    if (shown) return <div role="status"><h3>{t("contacts.full")}</h3>
        <dl>{Object.entries(shown).map(([name, value]) => <div key={name}><dt>{t(`field.${name}`)}</dt><dd>{value}</dd></div>)}</dl></div>;
    return <details><summary>{t("contacts.show")}</summary>
        <Form send={send} button={t("contacts.go")} explain={explain}>
            <Field name="purpose" required minlength="2" maxlength="100" help={t("contacts.help")} />
        </Form>
    </details>;
}
