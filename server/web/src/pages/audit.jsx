// SPDX-License-Identifier: GPL-3.0-or-later
// The auditor's: what was done by whom. What is asked for stands in the address.
import { useEffect, useState } from "preact/hooks";
import { Frame, langQuery } from "../ui/frame.jsx";
import { Field } from "../ui/form.jsx";
import { ask } from "../api.js";
import { t, has, lang, number, fieldText, problemText, when } from "../i18n.js";

const SIZE = 50;
const names = ["action", "object", "account", "from", "to"];
const actions = ["login", "login_refused", "logout", "account_opened", "opening_refused", "account_invited", "account_disabled", "account_enabled",
    "password_changed", "totp_offered", "totp_confirmed", "totp_removed", "code_refused", "key_changed", "subject_log_lost", "token_created", "token_refused", "session_ended", "session_refused",
    "registered", "registration_approved", "registration_refused", "create", "edit", "delete", "restore", "merge", "hide", "draft",
    "draft_approved", "draft_refused", "unmask", "export", "erase", "consent_given", "consent_withdrawn", "subject_request",
    "subject_request_closed", "avoidance_rule_changed", "match_setting_changed", "demand_status", "introduction_asked", "introduction_moved",
    "introduction_rated", "introduction_chased", "introductions_withdrawn", "term_put", "term_delete", "unauthorised", "forbidden", "too_often", "too_long", "unknown_member", "stranger", "refusals_more", "harvest", "audit_read"];

/* The API's last day is not in it; a person's is. */
const dayAfter = (day) => new Date(Date.parse(day) + 86400000).toISOString().slice(0, 10);

function query(asked, before) {
    const params = new URLSearchParams({ size: SIZE });
    for (const name of names) if (asked[name]) params.set(name, name === "to" ? dayAfter(asked.to) : asked[name]);
    if (before) params.set("before", before);
    return `/audit?${params}`;
}

const Who = ({ entry }) => <>{entry.login ?? t(entry.address ? "audit.nobody" : "audit.program")}
    <p class="about">{[has(`role.${entry.role}`) && t(`role.${entry.role}`), entry.address].filter(Boolean).join(" · ")}</p></>;

const What = ({ entry }) => <><strong>{has(`action.${entry.action}`) ? t(`action.${entry.action}`) : entry.action}</strong>{" "}
    {entry.object}
    {(entry.field || entry.old || entry.new) && <p class="about">{[entry.field && fieldText(entry.field), [entry.old, entry.new].filter(Boolean).join(" → ")].filter(Boolean).join(t("colon"))}</p>}
    {entry.purpose && <p class="about">{t("audit.purpose", { text: entry.purpose })}</p>}</>;

export default function AuditPage() {
    const asked = Object.fromEntries(new URLSearchParams(location.search));
    const [entries, setEntries] = useState(null);
    const [more, setMore] = useState(false);
    const [problem, setProblem] = useState(null);
    const load = (known) => ask(query(asked, known.at(-1)?.seq)).then((body) => {
        setEntries([...known, ...body.entries]);
        setMore(body.entries.length === SIZE);
        setProblem(null);
    }, setProblem);
    useEffect(() => { load([]); }, []);
    return <Frame>
        <div class="work">
            <h1>{t("audit.title")}</h1>
            <p>{t("audit.lead")}</p>
            <form class="form filter" method="get" action="/audit">
                {lang === "en" && <input type="hidden" name="lang" value="en" />}
                <Field name="action" as="select">
                    <option value="">{t("audit.any")}</option>
                    {actions.map((name) => <option key={name} value={name} selected={asked.action === name}>{t(`action.${name}`)}</option>)}
                </Field>
                <Field name="object" defaultValue={asked.object} />
                <Field name="account" type="number" min="1" defaultValue={asked.account} />
                <Field name="from" type="date" defaultValue={asked.from} />
                <Field name="to" type="date" defaultValue={asked.to} help={t("audit.days")} />
                <p class="send"><button type="submit" class="button">{t("audit.go")}</button> <a href={`/audit${langQuery()}`}>{t("audit.clear")}</a></p>
            </form>
            {problem && <p class="wrong" role="alert">{problemText(problem)}</p>}
            <p role="status">{entries && (entries.length > 0 ? t("audit.found", { n: number(entries.length) }) : t("audit.none"))}</p>
            {entries?.length > 0 && <table class="diff log">
                <caption class="hidden">{t("audit.title")}</caption>
                <thead><tr><th scope="col">{t("audit.time")}</th><th scope="col">{t("audit.who")}</th><th scope="col">{t("audit.what")}</th></tr></thead>
                <tbody>{entries.map((entry) => <tr key={entry.seq}><td>{when(entry.at)}</td><td><Who entry={entry} /></td><td><What entry={entry} /></td></tr>)}</tbody>
            </table>}
            {more && <button type="button" class="link" onClick={() => load(entries)}>{t("audit.older")}</button>}
        </div>
    </Frame>;
}
