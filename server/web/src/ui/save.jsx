// SPDX-License-Identifier: GPL-3.0-or-later
// What was pasted and asked becomes a demand.
import { Field, Form } from "./form.jsx";
import { langQuery } from "./frame.jsx";
import { call } from "../api.js";
import { t } from "../i18n.js";

const TITLE_CHARS = 40;

/** What a need is called until somebody says better: its first sentence. */
const titleOf = (text) => text.trim().split(/[。！？!?；;\n]/)[0].slice(0, TITLE_CHARS);

export function SaveNeed({ asked }) {
    const send = async ({ title }) => {
        const made = await call("POST", "/demands", { title, body: asked.text });
        const number = made.id.split(":")[1];
        if (asked.must.length + asked.drop.length > 0) await call("PUT", `/demands/${number}/terms`, { must: asked.must, drop: asked.drop });
        sessionStorage.removeItem("need");
        location.assign(`/match/${number}${langQuery()}`);
    };
    return <section class="card">
        <h2>{t("save.title")}</h2>
        <Form send={send} button={t("save.go")}>
            <Field name="title" label={t("save.label")} required maxlength="100" defaultValue={titleOf(asked.text)} help={t("save.help")} />
        </Form>
    </section>;
}
