// SPDX-License-Identifier: GPL-3.0-or-later
// A new record of any kind, by the office.
import { useState } from "preact/hooks";
import { Frame } from "../ui/frame.jsx";
import { Form, leaveFor } from "../ui/form.jsx";
import { Input } from "../ui/input.jsx";
import { withLang } from "../ui/value.jsx";
import { call } from "../api.js";
import { toValue } from "../edit.js";
import { t } from "../i18n.js";

const kinds = { experts: "expert", workstations: "workstation", societies: "society", organisations: "organisation",
    proposals: "proposal", achievements: "achievement", demands: "demand", events: "event" };

export default function NewPage({ boot }) {
    const { kind, fields } = boot.data;
    const [typed, setTyped] = useState({});
    const plural = location.pathname.split("/")[1];
    const send = async () => {
        const body = Object.fromEntries(fields.filter(({ name }) => typed[name]?.trim()).map((field) => [field.name, toValue(typed[field.name], field)]));
        const made = await call("POST", `/${plural}`, body);
        await leaveFor(withLang(`/${plural}/${made.id.split(":")[1]}`));
    };
    return <Frame>
        <div class="work">
            <h1>{t("new.title", { kind: t(`one.${kind}`) })}</h1>
            <nav aria-label={t("new.kinds")}><ul class="tags">{Object.entries(kinds).map(([path, name]) => <li key={name}>
                <a href={withLang(`/${path}/new`)} aria-current={name === kind ? "page" : undefined}>{t(`one.${name}`)}</a></li>)}</ul></nav>
            <p>{t("new.lead")}</p>
            <Form send={send} button={t("new.go")}>
                {fields.map((field) => <Input key={field.name} field={field} value={typed[field.name] ?? ""}
                    set={(value) => setTyped((now) => ({ ...now, [field.name]: value }))} />)}
            </Form>
        </div>
    </Frame>;
}
