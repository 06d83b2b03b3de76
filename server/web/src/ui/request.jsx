// SPDX-License-Identifier: GPL-3.0-or-later
// What a person concerned asks for; the office writes down what came by letter or telephone.
import { useState } from "preact/hooks";
import { Field, Form } from "./form.jsx";
import { call } from "../api.js";
import { t, problemText } from "../i18n.js";

const whats = ["correction", "deletion", "withdrawal", "export"];
const explain = (problem) => (problem.field === "record" ? t("privacy.norecord") : problemText(problem));

/** done: called after each; without it one is enough. */
export function Request({ button, help, done }) {
    const [sent, setSent] = useState(null);
    const asked = new URLSearchParams(location.search).get("record") ?? "";
    const send = async ({ page, ...values }, form) => {
        const found = /(\d+)\D*$/.exec(page.split("?")[0]);
        if (!found) throw { code: "bad_value", field: "record" };
        setSent(await call("POST", "/requests", { ...values, record: Number(found[1]) }));
        form.reset();
        await done?.();
    };
    const said = sent && <p role="status">{t("privacy.sent", { id: sent.id, days: sent.days })}</p>;
    if (sent && !done) return said;
    return <Form send={send} button={button} explain={explain}>
        <Field name="what" as="select">{whats.map((name) => <option key={name} value={name}>{t(`request.${name}`)}</option>)}</Field>
        <Field name="page" defaultValue={asked} required autocomplete="off" help={t("privacy.record.help")} />
        <Field name="text" as="textarea" rows="4" required maxlength="1000" help={help} />
        {said}
    </Form>;
}
