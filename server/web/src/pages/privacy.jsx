// SPDX-License-Identifier: GPL-3.0-or-later
// The privacy statement, from the table of visibility the server follows, and a request of one's own.
import { useState } from "preact/hooks";
import { Frame } from "../ui/frame.jsx";
import { Field, Form } from "../ui/form.jsx";
import { call } from "../api.js";
import { t, lang, problemText } from "../i18n.js";

const whats = ["correction", "deletion", "withdrawal", "export"];

function seenBy(entry) {
    if (entry.see.includes("visitor")) return [t("privacy.everybody"), entry.hide && t("privacy.hide")].filter(Boolean).join(t("list.and"));
    const roles = [...(entry.owner ? [t("privacy.owner")] : []), ...entry.see.map((role) => t(`role.${role}`)),
        ...entry.masked.map((role) => t("privacy.masked", { who: t(`role.${role}`) }))];
    return roles.join(t("list.and"));
}

/* Every kind of record has a title; of a person it is the name. */
const label = (name) => t(name === "title" ? "field.name" : `field.${name}`);

const Class = ({ entry }) => <section class="card statement">
    <h3>{entry.purpose.split(" / ")[lang === "en" ? 1 : 0]}</h3>
    <dl>
        <div><dt>{t("privacy.fields")}</dt><dd>{entry.fields.map(label).join(t("list.and"))}</dd></div>
        <div><dt>{t("privacy.keep")}</dt><dd>{t(`privacy.keep.${entry.keep}`)}</dd></div>
        <div><dt>{t("privacy.see")}</dt><dd>{seenBy(entry)}</dd></div>
    </dl>
</section>;

function Request() {
    const [sent, setSent] = useState(null);
    const asked = new URLSearchParams(location.search).get("record") ?? "";
    const explain = (problem) => (problem.field === "record" ? t("privacy.norecord") : problemText(problem));
    const send = async ({ page, ...values }) => {
        const found = /(\d+)\D*$/.exec(page.split("?")[0]);
        if (!found) throw { code: "bad_value", field: "record" };
        setSent(await call("POST", "/requests", { ...values, record: Number(found[1]) }));
    };
    if (sent) return <p role="status">{t("privacy.sent", { id: sent.id, days: sent.days })}</p>;
    return <Form send={send} button={t("privacy.go")} explain={explain}>
        <Field name="what" as="select">{whats.map((name) => <option key={name} value={name}>{t(`request.${name}`)}</option>)}</Field>
        <Field name="page" defaultValue={asked} required autocomplete="off" help={t("privacy.record.help")} />
        <Field name="text" as="textarea" rows="4" required maxlength="1000" help={t("privacy.text.help")} />
    </Form>;
}

export default function PrivacyPage({ boot }) {
    return <Frame>
        <div class="work">
            <h1>{t("privacy.title")}</h1>
            <p>{t("privacy.lead")}</p>
            <h2>{t("privacy.table")}</h2>
            {boot.data.classes.map((entry) => <Class key={entry.name} entry={entry} />)}
            <h2>{t("privacy.rights")}</h2>
            <p>{t("privacy.rights.text", { days: boot.data.days })}</p>
            <h2 id="request">{t("privacy.request")}</h2>
            <Request />
        </div>
    </Frame>;
}
