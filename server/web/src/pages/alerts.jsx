// SPDX-License-Identifier: GPL-3.0-or-later
// What one was told, what one wants to be told of, and how it is sent.
import { useEffect, useState } from "preact/hooks";
import { Frame } from "../ui/frame.jsx";
import { Field, Form } from "../ui/form.jsx";
import { OwnPassword, explainOwn } from "../ui/own.jsx";
import { useList } from "../ui/list.js";
import { ask, call, look, tell } from "../api.js";
import { t, lang, number, problemText, when } from "../i18n.js";

const SIZE = 20;
const withLang = (url) => (lang === "en" ? `${url}${url.includes("?") ? "&" : "?"}lang=en` : url);
const told = () => dispatchEvent(new Event("alerts"));

/* ---- alerts ---- */

function useAlerts() {
    const [page, setPage] = useState(1);
    const [answer, setAnswer] = useState(null);
    const [problem, setProblem] = useState(null);
    const load = () => ask(`/alerts?page=${page}&size=${SIZE}&lang=${lang}`).then((body) => { setProblem(null); setAnswer(body); }, setProblem);
    useEffect(() => { load(); }, [page]);
    const see = (path, body = {}) => call("PUT", path, body).then(() => { told(); return load(); }, setProblem);
    return { page, setPage, answer, problem, load, see };
}

/* These are shown as they are opened; a need and a demand say themselves when their candidates are shown. */
const open = ({ id, what }) => { if (["search", "fitting"].includes(what)) look(id); };

function Alert({ alert, see }) {
    const follow = () => {
        if (!alert.seen_at) tell("PUT", `/alerts/${alert.id}/seen`);
        if (!alert.record && alert.saved) open(alert.saved);
    };
    return <li class={alert.seen_at ? "" : "unseen"}>
        <div><a href={withLang(alert.url)} onClick={follow}>{alert.text}</a>{!alert.seen_at && <span class="new">{t("alerts.new")}</span>}
            <p class="about">{[when(alert.made_at), alert.words.length > 0 && `${t("alerts.words")} ${alert.words.join(t("comma"))}`].filter(Boolean).join(" · ")}</p></div>
        {!alert.seen_at && <button type="button" class="link" aria-label={t("alerts.see.of", { text: alert.text })}
            onClick={() => see(`/alerts/${alert.id}/seen`)}>{t("alerts.see")}</button>}
    </li>;
}

function Alerts({ list }) {
    const { answer, page, setPage, problem, see } = list;
    const last = answer ? Math.max(1, Math.ceil(answer.total / SIZE)) : 1;
    return <section aria-label={t("alerts.title")}>
        <p role="status">{answer ? t("alerts.count", { n: number(answer.total), m: number(answer.unseen) }) : ""}</p>
        {problem && <p class="wrong" role="alert">{problemText(problem)}</p>}
        {answer?.total === 0 && <p class="about">{t("alerts.none")}</p>}
        {answer?.unseen > 0 && <button type="button" class="link" onClick={() => see("/alerts/seen", { upto: Math.max(...answer.alerts.map((a) => a.id)) })}>{t("alerts.seeall")}</button>}
        <ul class="rows">{answer?.alerts.map((alert) => <Alert key={alert.id} alert={alert} see={see} />)}</ul>
        {last > 1 && <p>{page > 1 && <button type="button" class="link" onClick={() => setPage(page - 1)}>{t("alerts.newer")}</button>}{" "}
            {page < last && <button type="button" class="link" onClick={() => setPage(page + 1)}>{t("alerts.older")}</button>}</p>}
    </section>;
}

/* ---- what is saved ---- */

function Saved({ saved, load, fail }) {
    const [naming, setNaming] = useState(false);
    const change = (method, body) => call(method, `/saved/${saved.id}`, body).then(() => { setNaming(false); return load(); }, fail);
    const rename = (values) => change("PATCH", { name: values[`name${saved.id}`] });
    return <li>
        <div><a href={withLang(saved.url)} onClick={() => open(saved)}>{saved.name}</a> <span class="kind">{t(`alerts.what.${saved.what}`)}</span>
            {saved.unseen > 0 && <span class="new">{number(saved.unseen)}</span>}
            {saved.paused && <strong class="paused"> {t("alerts.paused")}</strong>}
            <p class="about">{[saved.automatic && t("alerts.automatic"), t("alerts.looked", { date: when(saved.looked_at) })].filter(Boolean).join(" · ")}</p>
            {naming && <Form send={rename} button={t("alerts.rename.go")}><Field name={`name${saved.id}`} label={t("alerts.name")} defaultValue={saved.name} maxlength="60" required /></Form>}</div>
        <div class="acts">
            <button type="button" class="link" aria-expanded={naming} aria-label={t("alerts.rename.of", { name: saved.name })} onClick={() => setNaming(!naming)}>{t("alerts.rename")}</button>
            <button type="button" class="link" aria-label={t(saved.paused ? "alerts.resume.of" : "alerts.pause.of", { name: saved.name })}
                onClick={() => change("PATCH", { paused: !saved.paused })}>{t(saved.paused ? "alerts.resume" : "alerts.pause")}</button>
            {!saved.automatic && <button type="button" class="link" aria-label={t("alerts.remove.of", { name: saved.name })} onClick={() => change("DELETE")}>{t("alerts.remove")}</button>}
        </div>
    </li>;
}

function SavedList({ reload }) {
    const { items, problem, setProblem, load } = useList(withLang("/saved"), "saved");
    const again = () => load().then(reload).then(told);
    return <section>
        <h2>{t("alerts.saved")}</h2>
        <p class="about">{t("alerts.saved.help")}</p>
        {problem && <p class="wrong" role="alert">{problemText(problem)}</p>}
        {items?.length === 0 && <p class="about">{t("alerts.saved.none")}</p>}
        <ul class="rows">{items?.map((saved) => <Saved key={saved.id} saved={saved} load={again} fail={setProblem} />)}</ul>
    </section>;
}

/* ---- how they are sent ---- */

function Feed({ feed, load }) {
    const [url, setUrl] = useState(null);
    const [problem, setProblem] = useState(null);
    const make = async ({ own: password }, form) => {
        const { url: path } = await call("POST", "/alerts/feed", { password });
        setUrl(new URL(withLang(path), location.href).href);
        form.reset();
        await load();
    };
    const end = () => call("DELETE", "/alerts/feed").then(() => { setUrl(null); return load(); }, setProblem);
    return <section>
        <h2>{t("alerts.feed")}</h2>
        <p class="about">{t("alerts.feed.help")}</p>
        {problem && <p class="wrong" role="alert">{problemText(problem)}</p>}
        <div role="status">{url ? <><p>{t("alerts.feed.once")}</p><p class="secret"><code>{url}</code></p></>
            : feed.made_at && <p>{t("alerts.feed.since", { date: when(feed.made_at) })}</p>}</div>
        <Form send={make} explain={explainOwn} button={t(feed.made_at ? "alerts.feed.renew" : "alerts.feed.make")}
            others={feed.made_at && <button type="button" class="link" onClick={end}>{t("alerts.feed.end")}</button>}><OwnPassword /></Form>
    </section>;
}

function Mail({ mail, load }) {
    const set = async ({ mail: address }) => { await call("PUT", "/alerts/delivery", { mail: address, lang }); await load(); };
    const confirm = async ({ code }) => { await call("POST", "/alerts/delivery", { code }); await load(); };
    const explain = (problem) => (problem.code === "unauthorised" ? t("alerts.mail.wrong") : problemText(problem));
    if (!mail.available) return <section><h2>{t("alerts.mail")}</h2><p class="about">{t("alerts.mail.none")}</p></section>;
    return <section>
        <h2>{t("alerts.mail")}</h2>
        <p role="status">{!mail.address ? t("alerts.mail.off") : t(mail.confirmed ? "alerts.mail.on" : "alerts.mail.waits", { mail: mail.address })}
            {mail.failing && <strong class="wrong"> {t("alerts.mail.failing")}</strong>}</p>
        {mail.address && !mail.confirmed && <Form key="code" send={confirm} button={t("alerts.mail.confirm")} explain={explain}>
            <Field name="code" label={t("alerts.mail.code")} inputmode="numeric" autocomplete="one-time-code" maxlength="8" required /></Form>}
        {mail.address ? <button type="button" class="link" onClick={() => set({ mail: "" })}>{t("alerts.mail.stop")}</button>
            : <Form key="mail" send={set} button={t("alerts.mail.go")}><Field name="mail" type="email" label={t("alerts.mail.address")} autocomplete="email" maxlength="254" required /></Form>}
    </section>;
}

function Delivery() {
    const [delivery, setDelivery] = useState(null);
    const load = () => ask("/alerts/delivery").then(setDelivery, () => {});
    useEffect(() => { load(); }, []);
    return delivery && <><Feed feed={delivery.feed} load={load} /><Mail mail={delivery.mail} load={load} /></>;
}

export default function AlertsPage() {
    const list = useAlerts();
    return <Frame>
        <div class="narrow wide">
            <h1>{t("alerts.title")}</h1>
            <Alerts list={list} />
            <SavedList reload={list.load} />
            <Delivery />
        </div>
    </Frame>;
}
