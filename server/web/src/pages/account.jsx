// SPDX-License-Identifier: GPL-3.0-or-later
// One's own account: where it is signed in, tokens for programs, password, one-time codes.
import { useState } from "preact/hooks";
import { Frame, langQuery } from "../ui/frame.jsx";
import { Field, Form, NewPassword, unlike } from "../ui/form.jsx";
import { OwnPassword, explainOwn } from "../ui/own.jsx";
import { Totp } from "../ui/totp.jsx";
import { useList } from "../ui/list.js";
import { call } from "../api.js";
import { t, problemText, when } from "../i18n.js";

function Sessions({ list, load }) {
    const { items, problem, setProblem } = list, sessions = items ?? [];
    const [done, setDone] = useState(false);
    const end = (path) => call("DELETE", path).then(() => { setProblem(null); setDone(true); return load(); }).catch(setProblem);
    const others = sessions.filter((session) => !session.own);
    return <section>
        <h2>{t("sessions.title")}</h2>
        <p class="about">{t("sessions.help")}</p>
        {problem && <p class="wrong" role="alert">{problemText(problem)}</p>}
        <ul class="rows">{sessions.map((session) => <li key={session.id}>
            <div><strong>{t(`sessions.${session.kind}`)}</strong> {session.name}{" "}{session.own && <span class="kind">{t("sessions.own")}</span>}
                <p class="about">{[session.address, session.seen_at && t("sessions.seen", { date: when(session.seen_at) }),
                    session.expires_at && t("sessions.until", { date: when(session.expires_at) })].filter(Boolean).join(" · ")}</p></div>
            {!session.own && <button type="button" class="link" aria-label={t("sessions.end.of", { name: session.name })}
                onClick={() => end(`/sessions/${session.id}`)}>{t("sessions.end")}</button>}
        </li>)}</ul>
        {others.length > 1 && <button type="button" class="link" onClick={() => end("/sessions")}>{t("sessions.endall")}</button>}
        <p role="status" class="about">{done ? t("sessions.done") : ""}</p>
    </section>;
}

function Token({ load }) {
    const [token, setToken] = useState(null);
    const send = async (values, form) => {
        setToken((await call("POST", "/tokens", { name: values.tokenname, days: Number(values.days), password: values.own })).token);
        form.reset();
        await load();
    };
    return <section>
        <h2>{t("tokens.title")}</h2>
        <p class="about">{t("tokens.help")}</p>
        <Form send={send} button={t("tokens.go")} explain={explainOwn}>
            <Field name="tokenname" required maxlength="100" />
            <Field name="days" type="number" min="1" max="365" defaultValue="90" required />
            <OwnPassword id="tokenown" />
        </Form>
        <div role="status">{token && <><p>{t("tokens.once")}</p><p class="secret"><code>{token}</code></p></>}</div>
    </section>;
}

function Password({ login, load }) {
    const [done, setDone] = useState(false);
    const send = async (values, form) => {
        const wrong = unlike(values);
        if (wrong) throw wrong;
        setDone(false);
        await call("PUT", "/password", { password: values.own, new_password: values.new_password });
        form.reset();
        setDone(true);
        await load();
    };
    return <section>
        <h2>{t("password.title")}</h2>
        <Form send={send} button={t("password.go")} explain={explainOwn}>
            <input type="text" name="login" autocomplete="username" value={login} hidden readonly />
            <OwnPassword id="present" label={t("form.present")} />
            <NewPassword />
        </Form>
        <p role="status">{done ? t("password.done") : ""}</p>
    </section>;
}

/* Offered for the password or a code of the present key, confirmed with a code of the new key, removed with one of the present key. */
function Codes({ account }) {
    const [on, setOn] = useState(account.totp);
    const [secret, setSecret] = useState(null);
    const [said, setSaid] = useState("");
    const must = ["office", "administrator"].includes(account.role);
    const explain = (problem) => (problem.code === "unauthorised" && (on || secret) ? t("totp.wrong") : explainOwn(problem));
    const now = ({ now: code, own: password }) => (on ? { code } : { password });
    const offer = async (values) => { setSaid(""); setSecret((await call("POST", "/totp", now(values))).totp); };
    const confirm = async ({ code }) => { await call("PUT", "/totp", { code }); setSecret(null); setOn(true); setSaid("totp.done"); };
    const remove = async (values) => { await call("DELETE", "/totp", now(values)); setOn(false); setSaid("totp.removed"); };
    const present = <Field name="now" label={t("totp.now")} inputmode="numeric" autocomplete="one-time-code" maxlength="6" required />;
    const send = (values, form, submitter) => (submitter?.value === "remove" ? remove(values) : offer(values));
    return <section>
        <h2>{t("totp.title")}</h2>
        <p role="status">{said ? t(said) : t(on ? "totp.on" : "totp.off")}</p>
        {secret ? <Form key="confirm" send={confirm} button={t("totp.confirm")} explain={explain}><Totp login={account.login} secret={secret} /></Form>
            : <Form key={`offer${on}`} send={send} button={t(on ? "totp.replace" : "totp.start")} explain={explain}
                others={on && !must && <button type="submit" class="link" value="remove">{t("totp.remove")}</button>}>{on ? present : <OwnPassword id="codesown" />}</Form>}
    </section>;
}

export default function AccountPage({ boot }) {
    const account = boot.data, list = useList("/sessions", "sessions");
    const own = account.record && `/${account.role === "expert" ? "experts" : "organisations"}/${account.record}`;
    return <Frame>
        <div class="narrow">
            <h1>{t("account.title")}</h1>
            <p>{t("account.role", { name: account.name, role: t(`role.${account.role}`), login: account.login })}</p>
            {own && <p class="links"><a href={own + langQuery()}>{t("account.record")}</a> <a href={`${own}/personal${langQuery()}`}>{t("account.personal")}</a></p>}
            <Sessions list={list} load={list.load} />
            <Password login={account.login} load={list.load} />
            <Codes account={account} />
            <Token load={list.load} />
        </div>
    </Frame>;
}
