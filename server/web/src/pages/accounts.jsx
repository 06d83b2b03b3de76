// SPDX-License-Identifier: GPL-3.0-or-later
// The administrator's: who has an account, inviting, disabling, inviting again.
import { useEffect, useRef, useState } from "preact/hooks";
import { Frame, langQuery } from "../ui/frame.jsx";
import { Dialog } from "../ui/dialog.jsx";
import { Field, Form } from "../ui/form.jsx";
import { OwnPassword, explainOwn } from "../ui/own.jsx";
import { ask, call } from "../api.js";
import { t, problemText, when } from "../i18n.js";
import { who } from "../who.js";

const explain = (problem) => (problem.code === "not_found" ? t("accounts.cannot") : problemText(problem));
const PAGE = 200; // of the API
const roles = ["office", "expert", "enterprise", "evaluator", "auditor", "administrator"];

/* Accounts by number; more after the last one shown. */
function useAccounts() {
    const [accounts, setAccounts] = useState([]);
    const [more, setMore] = useState(false);
    const [problem, setProblem] = useState(null);
    const add = async (known) => {
        const page = (await ask(`/accounts?after=${known.at(-1)?.id ?? 0}`)).accounts;
        setAccounts([...known, ...page]);
        setMore(page.length === PAGE);
        setProblem(null);
    };
    const load = () => add([]).catch(setProblem);
    useEffect(() => { load(); }, []);
    return { accounts, more, problem, setProblem, load, next: () => add(accounts).catch(setProblem) };
}

/* Brought before the eyes: it is shown once. */
function Secret({ given }) {
    const box = useRef(null);
    useEffect(() => { if (given) box.current.focus(); }, [given]);
    return <div role="status" tabindex="-1" ref={box}>{given && <>
        <p>{t("accounts.secret", { name: given.name })}</p>
        <p class="secret"><code>{`${location.origin}/activate${langQuery()}#${given.secret}`}</code></p></>}</div>;
}

function Invite({ give, load }) {
    const send = async ({ record, own: password, ...values }, form) => {
        const { secret } = await call("POST", "/accounts", { ...values, password, ...(record && { record: Number(record) }) });
        give({ name: values.name, secret });
        form.reset();
        await load();
    };
    return <Form send={send} button={t("accounts.invite.go")} explain={explainOwn}>
        <Field name="name" required maxlength="50" autocomplete="off" />
        <Field name="login" required autocomplete="off" autocapitalize="none" spellcheck={false} help={t("register.login.help")} />
        <Field name="role" as="select">{roles.map((role) => <option key={role} value={role}>{t(`role.${role}`)}</option>)}</Field>
        <Field name="record" type="number" min="1" help={t("accounts.record.help")} />
        <OwnPassword />
    </Form>;
}

/* Somebody's password and codes end with it, so it is asked for what they are. */
function Renew({ account, done, close }) {
    const send = async ({ own: password }) => {
        const { secret } = await call("POST", `/accounts/${account.id}/invitation`, { password });
        close();
        await done(account, "renew", { secret });
    };
    return <Dialog title={t("accounts.renew.of", { name: account.name })} close={close}>
        <p>{t("accounts.renew.ask", { name: account.name })}</p>
        <Form send={send} button={t("accounts.renew")} explain={explainOwn}><OwnPassword id="renewown" /></Form>
    </Dialog>;
}

function Row({ account, act, renew }) {
    const button = (what, change, click = () => act(account, what, change)) => <button type="button" class="link"
        aria-label={t(`accounts.${what}.of`, { name: account.name })} onClick={click}>{t(`accounts.${what}`)}</button>;
    const path = `/accounts/${account.id}`;
    return <li>
        <div><strong>{account.name}</strong> {account.login} <span class="kind">{t(`role.${account.role}`)}</span>
            <p class="about">{[t(`accounts.state.${account.state}`), account.totp && t("accounts.codes"),
                account.seen_at ? t("sessions.seen", { date: when(account.seen_at) }) : t("accounts.never")].filter(Boolean).join(" · ")}</p></div>
        {account.id !== who.id && <div class="acts">
            {account.state === "active" && button("endall", () => call("DELETE", `${path}/sessions`))}
            {["invited", "active"].includes(account.state) && button("renew", null, () => renew(account))}
            {["invited", "active"].includes(account.state) && button("disable", () => call("PATCH", path, { active: false }))}
            {account.state === "disabled" && button("enable", () => call("PATCH", path, { active: true }))}
        </div>}
    </li>;
}

export default function AccountsPage() {
    const list = useAccounts();
    const [given, setGiven] = useState(null);
    const [said, setSaid] = useState("");
    const [renewed, setRenewed] = useState(null); // whose invitation is asked about
    const done = async (account, what, answer) => {
        if (answer?.secret) setGiven({ name: account.name, secret: answer.secret });
        setSaid(t("accounts.done", { what: t(`accounts.${what}.of`, { name: account.name }) }));
        await list.load();
    };
    const act = (account, what, change) => change().then((answer) => done(account, what, answer)).catch(list.setProblem);
    return <Frame>
        <div class="work">
            <h1>{t("accounts.title")}</h1>
            {list.problem && <p class="wrong" role="alert">{explain(list.problem)}</p>}
            <p role="status">{said}</p>
            <section>
                <h2>{t("accounts.invite")}</h2>
                <Invite give={setGiven} load={list.load} />
                <Secret given={given} />
            </section>
            <section>
                <h2>{t("accounts.list")}</h2>
                <ul class="rows">{list.accounts.map((account) => <Row key={account.id} account={account} act={act} renew={setRenewed} />)}</ul>
                {list.more && <button type="button" class="link" onClick={list.next}>{t("accounts.more")}</button>}
            </section>
            {renewed && <Renew account={renewed} done={done} close={() => setRenewed(null)} />}
        </div>
    </Frame>;
}
