// SPDX-License-Identifier: GPL-3.0-or-later
// Opening an account with its one-use secret. A link carries it behind #, which is sent to nobody.
import { useEffect, useState } from "preact/hooks";
import { Frame, langQuery } from "../ui/frame.jsx";
import { Field, Form, NewPassword, unlike } from "../ui/form.jsx";
import { Totp } from "../ui/totp.jsx";
import { call } from "../api.js";
import { t, problemText } from "../i18n.js";

const explain = (problem) => (problem.code === "unauthorised" ? t("activate.wrong") : problemText(problem));

export default function ActivatePage() {
    const [secret, setSecret] = useState(location.hash.slice(1));
    const [opening, setOpening] = useState(null);
    useEffect(() => { if (location.hash) history.replaceState(null, "", location.pathname + location.search); }, []);
    const look = async (values) => {
        setOpening(await call("POST", "/activation", values));
        setSecret(values.secret);
    };
    const open = async (values) => {
        const wrong = unlike(values);
        if (wrong) throw wrong;
        await call("POST", "/activation", { secret, password: values.new_password, ...(opening.totp && { code: values.code }) });
        location.replace(`/${langQuery()}`);
    };
    return <Frame>
        <section class="narrow">
            <h1>{t("activate.title")}</h1>
            {!opening && <Form key="secret" send={look} button={t("activate.next")} explain={explain}>
                <Field name="secret" defaultValue={secret} autocomplete="off" spellcheck={false} required help={t("activate.help")} />
            </Form>}
            {opening && <>
                <p>{t("activate.account", { name: opening.account.name, login: opening.account.login, role: t(`role.${opening.account.role}`) })}</p>
                <Form key="open" send={open} button={t("activate.go")} explain={explain}>
                    <NewPassword />
                    {opening.totp && <Totp login={opening.account.login} secret={opening.totp} />}
                </Form>
            </>}
        </section>
    </Frame>;
}
