// SPDX-License-Identifier: GPL-3.0-or-later
// What the public sees of a record, what its person agreed to, his data in a file, erasing him.
import { useState } from "preact/hooks";
import { Frame, langQuery } from "../ui/frame.jsx";
import { Field, Form } from "../ui/form.jsx";
import { useList } from "../ui/list.js";
import { Value, withLang } from "../ui/value.jsx";
import { call } from "../api.js";
import { t, has, lang, problemText, when } from "../i18n.js";
import { may } from "../who.js";

const page = location.pathname.replace(/\/personal$/, "");
const byConsent = ["expert", "demand", "organisation", "society"]; // kinds that hold something by consent
const formats = ["csv", "json"];
const channels = ["paper", "phone", "mail", "web"];
const day = (time) => time.slice(0, 10);

/* A box for each field that has something to show; some are not the owner's to keep back. */
function Shown({ record, list }) {
    const [said, setSaid] = useState(false);
    const fields = (list.items ?? []).filter(({ field }) => field in record);
    const send = async (values) => {
        setSaid(false);
        await call("PUT", `${page}/hidden`, { fields: fields.filter(({ field, hide }) => hide && !(field in values)).map(({ field }) => field).join() });
        setSaid(true);
        await list.load();
    };
    return <section>
        <h2>{t("personal.public")}</h2>
        <p>{t(record.visibility?.code === "office" ? "personal.public.not" : "personal.public.help")}</p>
        {list.problem && <p class="wrong" role="alert">{problemText(list.problem)}</p>}
        {list.items && <Form send={send} button={t("personal.public.go")}>
            <ul class="rows shown">{fields.map(({ field, hide, hidden }) => <li key={field}>
                <div><span class="about">{t(`field.${field}`)}</span><div class="snippet"><Value name={field} value={record[field]} /></div></div>
                {hide ? <label><input type="checkbox" name={field} defaultChecked={!hidden} aria-label={t("personal.public.of", { name: t(`field.${field}`) })} /> {t("personal.public.box")}</label>
                    : <span class="about">{t("personal.public.always")}</span>}</li>)}</ul>
            <p role="status">{said ? t("personal.public.done") : ""}</p>
        </Form>}
    </section>;
}

const state = (one) => (one.withdrawn_at ? t("personal.withdrawn", { date: when(one.withdrawn_at) })
    : one.valid ? t("personal.valid") : t("personal.expired"));

const Consents = ({ list }) => <table class="diff consents">
    <caption class="hidden">{t("personal.consents")}</caption>
    <thead><tr>{["scope", "statement", "channel", "given", "until"].map((name) => <th scope="col" key={name}>{t(`personal.${name}`)}</th>)}</tr></thead>
    <tbody>{list.map((one) => <tr key={one.id}><td>{has(`personal.scope.${one.scope}`) ? t(`personal.scope.${one.scope}`) : one.scope}</td><td>{one.statement}</td><td>{t(`personal.channel.${one.channel}`)}</td><td>{when(one.given_at)}</td>
        <td>{one.expires_at ? day(one.expires_at) : t("personal.noend")}<p class={one.valid ? "about" : "warning"}>{state(one)}</p></td></tr>)}</tbody>
</table>;

/* Of the person himself it comes from this page; the office says how it came to it. */
function Give({ edition, load }) {
    const [said, setSaid] = useState(false);
    const send = async ({ expires_on: end, ...values }, form) => {
        await call("POST", `${page}/consents`, { channel: "web", statement: edition, scope: "contacts", ...values, ...(end && { expires_on: end }) });
        form.reset();
        setSaid(true);
        await load();
    };
    return <Form send={send} button={t(may("office") ? "personal.note" : "personal.agree")}>
        {may("office") ? <>
            <Field name="statement" label={t("personal.statement")} required maxlength="200" defaultValue={edition} help={t("personal.statement.help")} />
            <Field name="channel" label={t("personal.channel")} as="select">{channels.map((name) => <option key={name} value={name}>{t(`personal.channel.${name}`)}</option>)}</Field>
        </> : <p>{t("personal.agree.text", { edition })} <a href={`/privacy${langQuery()}`}>{t("footer.privacy")}</a></p>}
        <p>{t("pair", { name: t("personal.scope"), value: t("personal.scope.contacts") })}</p>
        <Field name="expires_on" label={t("personal.until")} type="date" help={t("personal.until.help")} />
        <p role="status">{said ? t("personal.noted") : ""}</p>
    </Form>;
}

function Agreed({ record, edition }) {
    const list = useList(`${page}/consents`, "consents"), items = list.items ?? [];
    const withdraw = async () => {
        if (!confirm(t(record.kind === "expert" ? "personal.withdraw.ask" : "personal.withdraw.ask.contact"))) return;
        await call("DELETE", `${page}/consents`).then(() => location.reload(), list.setProblem);
    };
    return <section>
        <h2>{t("personal.consents")}</h2>
        <p>{t(record.kind === "expert" ? "personal.consents.help" : "personal.consents.contact")}</p>
        {list.problem && <p class="wrong" role="alert">{problemText(list.problem)}</p>}
        {items.length > 0 && <Consents list={items} />}
        {list.items && items.length === 0 && <p>{t(record.consent_date ? "personal.imported" : "personal.none", { date: record.consent_date })}</p>}
        {(items.some((one) => one.valid) || record.consent_date || record.visibility?.code !== "office") && list.items &&
            <p><button type="button" class="link" onClick={withdraw}>{t("personal.withdraw")}</button></p>}
        <h3>{t(may("office") ? "personal.note.title" : "personal.agree.title")}</h3>
        <Give edition={edition} load={list.load} />
    </section>;
}

const Export = () => <section>
    <h2>{t("personal.export")}</h2>
    <p>{t("personal.export.help")}</p>
    {may("office") && <p>{t("personal.export.office")} <a href={`/office/requests${langQuery()}`}>{t("personal.export.requests")}</a></p>}
    {may("office") ? <form class="form" method="get" action={`/api/v1${page}/data`}>
        <Field name="purpose" required minlength="2" maxlength="100" />
        <p class="send">{formats.map((format) => <span key={format}><button type="submit" class="button" name="format" value={format}>{t(`personal.export.${format}`)}</button>{" "}</span>)}</p>
    </form> : <p class="links">{formats.map((format) => <a key={format} class="second" href={`/api/v1${page}/data?format=${format}`} download>{t(`personal.export.${format}`)}</a>)}</p>}
</section>;

function Erase({ name, gone }) {
    const explain = (problem) => (problem.code === "unlike" ? t("personal.erase.unlike") : problemText(problem));
    const send = async ({ reason, typed }) => {
        if (typed.trim() !== name) throw { code: "unlike" };
        await call("POST", `${page}/erasure`, { reason });
        gone();
    };
    return <section>
        <h2>{t("personal.erase")}</h2>
        <p>{t("personal.erase.help")}</p>
        <Form send={send} button={t("personal.erase.go")} explain={explain}>
            <Field name="reason" required maxlength="300" />
            <Field name="typed" label={t("personal.erase.name", { name })} required autocomplete="off" />
        </Form>
    </section>;
}

export default function PersonalPage({ boot }) {
    const { record, edition } = boot.data, name = record.name ?? record.title;
    const [erased, setErased] = useState(false);
    const list = useList(`${page}/hidden`, "fields");
    if (erased) return <Frame><div class="narrow"><h1>{t("personal.erased")}</h1><p role="status">{t("personal.erased.text")}</p></div></Frame>;
    return <Frame>
        <div class="work">
            <h1>{t("personal.title", { name })}</h1>
            <p><a href={withLang(page)}>{t("edit.back")}</a></p>
            <Shown record={record} list={list} />
            {byConsent.includes(record.kind) && <Agreed record={record} edition={edition} />}
            {record.kind === "expert" && <Export />}
            {record.kind === "expert" && (may("office") ? <Erase name={name} gone={() => setErased(true)} /> : <section>
                <h2>{t("personal.erase")}</h2>
                <p><a href={`/privacy?${new URLSearchParams({ record: page, ...(lang === "en" && { lang }) })}#request`}>{t("personal.erase.ask")}</a></p>
            </section>)}
        </div>
    </Frame>;
}
