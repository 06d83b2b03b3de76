// SPDX-License-Identifier: GPL-3.0-or-later
// The administrator's: who has an account, inviting, disabling, inviting again.
import { useEffect, useRef, useState } from "preact/hooks";
import { Frame, langQuery } from "../ui/frame.jsx";
import { Field, Form } from "../ui/form.jsx";
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
    const send = async ({ record, ...values }, form) => {
        const { secret } = await call("POST", "/accounts", { ...values, ...(record && { record: Number(record) }) });
        give({ name: values.name, secret });
        form.reset();
        await load();
    };
    return <Form send={send} button={t("accounts.invite.go")}>
        <Field name="name" required maxlength="50" autocomplete="off" />
        <Field name="login" required autocomplete="off" autocapitalize="none" spellcheck={false} help={t("register.login.help")} />
        <Field name="role" as="select">{roles.map((role) => <option key={role} value={role}>{t(`role.${role}`)}</option>)}</Field>
        <Field name="record" type="number" min="1" help={t("accounts.record.help")} />
    </Form>;
}

function Row({ account, act }) {
    const button = (what, change) => <button type="button" class="link" aria-label={t(`accounts.${what}.of`, { name: account.name })}
        onClick={() => act(account, what, change)}>{t(`accounts.${what}`)}</button>;
    const path = `/accounts/${account.id}`;
    return <li>
        <div><strong>{account.name}</strong> {account.login} <span class="kind">{t(`role.${account.role}`)}</span>
            <p class="about">{[t(`accounts.state.${account.state}`), account.totp && t("accounts.codes"),
                account.seen_at ? t("sessions.seen", { date: when(account.seen_at) }) : t("accounts.never")].filter(Boolean).join(" · ")}</p></div>
        {account.id !== who.id && <div class="acts">
            {account.state === "active" && button("endall", () => call("DELETE", `${path}/sessions`))}
            {["invited", "active"].includes(account.state) && button("renew", () => call("POST", `${path}/invitation`, {}))}
            {["invited", "active"].includes(account.state) && button("disable", () => call("PATCH", path, { active: false }))}
            {account.state === "disabled" && button("enable", () => call("PATCH", path, { active: true }))}
        </div>}
    </li>;
}

export default function AccountsPage() {
    const list = useAccounts();
    const [given, setGiven] = useState(null);
    const [said, setSaid] = useState("");
    const act = async (account, what, change) => {
        if (what === "renew" && !confirm(t("accounts.renew.ask", { name: account.name }))) return;
        try {
            const answer = await change();
            if (answer?.secret) setGiven({ name: account.name, secret: answer.secret });
            setSaid(t("accounts.done", { what: t(`accounts.${what}.of`, { name: account.name }) }));
            await list.load();
        } catch (problem) {
            list.setProblem(problem);
        }
    };
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
                <ul class="rows">{list.accounts.map((account) => <Row key={account.id} account={account} act={act} />)}</ul>
                {list.more && <button type="button" class="link" onClick={list.next}>{t("accounts.more")}</button>}
            </section>
        </div>
    </Frame>;
}
