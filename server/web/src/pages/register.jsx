// SPDX-License-Identifier: GPL-3.0-or-later
// An enterprise asks for an account; the office decides.
import { useState } from "preact/hooks";
import { Frame, langQuery } from "../ui/frame.jsx";
import { Field, Form, NewPassword, unlike } from "../ui/form.jsx";
import { call } from "../api.js";
import { t, problemText } from "../i18n.js";

const explain = (problem) => (problem.code === "forbidden" ? t("register.leave") : problemText(problem));

export default function RegisterPage() {
    const [sent, setSent] = useState(false);
    const send = async ({ new_password: password, again, ...values }) => {
        const wrong = unlike({ new_password: password, again });
        if (wrong) throw wrong;
        await call("POST", "/registrations", { ...values, password });
        setSent(true);
    };
    return <Frame>
        <section class="narrow">
            <h1>{t("login.register")}</h1>
            {sent ? <p role="status">{t("register.sent")} <a href={`/${langQuery()}`}>{t("error.home")}</a></p> : <>
                <p>{t("register.lead")}</p>
                <Form send={send} button={t("register.go")} explain={explain}>
                    <Field name="organisation" autocomplete="organization" required maxlength="200" />
                    <Field name="credit_code" required maxlength="18" autocomplete="off" spellcheck={false} help={t("register.code.help")} />
                    <Field name="name" autocomplete="name" required maxlength="50" />
                    <Field name="login" autocomplete="username" autocapitalize="none" spellcheck={false} required help={t("register.login.help")} />
                    <NewPassword />
                </Form>
            </>}
        </section>
    </Frame>;
}
