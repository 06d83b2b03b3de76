// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in. What was wrong with a login is not told, so the code is asked for with the password.
import { useState } from "preact/hooks";
import { Frame, langQuery } from "../ui/frame.jsx";
import { Field, Form, NewPassword, unlike } from "../ui/form.jsx";
import { call } from "../api.js";
import { t, problemText } from "../i18n.js";
import { wayBack, who } from "../who.js";

const explain = (problem) => (problem.code === "unauthorised" ? t("login.wrong") : problemText(problem));

export default function LoginPage({ boot }) {
    const [expired, setExpired] = useState(false);
    const send = async ({ again, ...values }) => {
        const wrong = expired && unlike({ ...values, again });
        if (wrong) throw wrong;
        for (const name of ["code", "new_password"]) if (!values[name]) delete values[name];
        try {
            await call("POST", "/session", values);
        } catch (problem) {
            if (problem.field === "new_password") setExpired(true);
            throw problem;
        }
        location.replace(wayBack());
    };
    return <Frame>
        <section class="narrow">
            <h1>{t("login.title")}</h1>
            {boot.problem && <p>{t("login.first")}</p>}
            {who && <p>{t("login.already", { name: who.name })}</p>}
            <Form send={send} button={t("login.go")} explain={explain}>
                <Field name="login" autocomplete="username" autocapitalize="none" spellcheck={false} required />
                <Field name="password" type="password" autocomplete="current-password" required />
                <Field name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="6" help={t("login.code.help")} />
                {expired && <NewPassword />}
            </Form>
            <p><a href={`/register${langQuery()}`}>{t("login.register")}</a> · <a href={`/activate${langQuery()}`}>{t("activate.link")}</a></p>
            <p class="about">{t("login.lost")}</p>
        </section>
    </Frame>;
}
