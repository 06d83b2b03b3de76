// SPDX-License-Identifier: GPL-3.0-or-later
// What was pasted and asked becomes a demand.
import { Field, Form, leaveFor } from "./form.jsx";
import { langQuery } from "./frame.jsx";
import { call } from "../api.js";
import { t } from "../i18n.js";
import { may } from "../who.js";

const TITLE_CHARS = 40;

/* What a need is called until somebody says better: its first sentence, or as much of it as is whole. */
function titleOf(text) {
    const sentence = text.trim().split(/[。！？!?；;\n]/)[0];
    if (sentence.length <= TITLE_CHARS) return sentence;
    const cut = sentence.slice(0, TITLE_CHARS), comma = Math.max(...["，", ",", "、"].map((mark) => cut.lastIndexOf(mark)));
    return comma > 0 ? cut.slice(0, comma) : cut;
}

export function SaveNeed({ asked }) {
    const send = async ({ title }) => {
        const made = await call("POST", "/demands", { title, body: asked.text });
        const number = made.id.split(":")[1];
        if (asked.must.length + asked.drop.length > 0) await call("PUT", `/demands/${number}/terms`, { must: asked.must, drop: asked.drop }, { version: 0 });
        sessionStorage.removeItem("need");
        await leaveFor(`/match/${number}${langQuery()}`);
    };
    return <section class="card">
        <h2>{t("save.title")}</h2>
        <Form send={send} button={t("save.go")}>
            <Field name="title" label={t("save.label")} required maxlength="100" defaultValue={titleOf(asked.text)} help={t(may("office") ? "save.help.office" : "save.help")} />
        </Form>
    </section>;
}
