// SPDX-License-Identifier: GPL-3.0-or-later
// Two records that are one: the other is chosen, both are compared, and this one goes into it for good.
import { useEffect, useState } from "preact/hooks";
import { Frame } from "../ui/frame.jsx";
import { Field, Form } from "../ui/form.jsx";
import { Value, withLang } from "../ui/value.jsx";
import { ask, call } from "../api.js";
import { t, lang, number, problemText } from "../i18n.js";

const page = location.pathname.replace(/\/merge$/, "");
const plural = page.split("/")[1];
const aside = new Set(["id", "kind", "version", "created_at", "updated_at", "ties"]);
const nameOf = (record) => record.name ?? record.title;
const numberOf = (record) => record.id.split(":")[1];
const explain = (problem) => (problem.field === "with" ? t("merge.which") : problem.code === "not_found" ? t("merge.nobody") : problemText(problem));

/* Records whose name is like this one's are likely to be the same. */
function Choose({ record, choose }) {
    const [hits, setHits] = useState([]);
    useEffect(() => {
        ask(`/search?${new URLSearchParams({ q: nameOf(record), kind: record.kind, size: 6 })}`).then((body) => setHits(body.hits.filter(({ id }) => id !== record.id)), () => {});
    }, []);
    const send = ({ with: typed }) => {
        const found = /(\d+)\D*$/.exec(typed.split("?")[0]);
        if (!found || found[1] === numberOf(record)) throw { code: "bad_value", field: "with" };
        return choose(found[1]);
    };
    return <section>
        <h2>{t("merge.choose")}</h2>
        {hits.length > 0 && <><p>{t("merge.alike")}</p><ul class="rows">{hits.map((hit) => <li key={hit.id}>
            <div><a href={withLang(hit.url)}>{hit.title}</a><p class="about">{hit.subtitle}</p></div>
            <button type="button" class="link" aria-label={t("merge.take.of", { name: `${hit.title} ${hit.id}` })}
                onClick={() => choose(hit.id.split(":")[1])}>{t("merge.take")}</button></li>)}</ul></>}
        <Form send={send} button={t("merge.take")} explain={explain}>
            <Field name="with" required autocomplete="off" help={t("merge.with.help")} />
        </Form>
    </section>;
}

/* What is empty in the one that stays is taken from the one that goes; that it is for the office alone, always. */
function Compare({ goes, stays, merge, back }) {
    const same = (name) => JSON.stringify(goes[name]) === JSON.stringify(stays[name]);
    const names = [...new Set([...Object.keys(stays), ...Object.keys(goes)])].filter((name) => !aside.has(name) && !same(name));
    const taken = (name) => !(name in stays) || (name === "visibility" && goes[name]?.code === "office");
    const ties = (goes.ties ?? []).reduce((sum, tie) => sum + tie.total, 0);
    const Cell = ({ record, name }) => (name in record ? <Value name={name} value={record[name]} /> : <span class="about">{t("diff.empty")}</span>);
    const other = `/${plural}/${numberOf(stays)}`;
    return <section>
        <h2>{t("merge.compare")}</h2>
        <table class="diff merge">
            <caption class="hidden">{t("merge.compare")}</caption>
            <thead><tr><th scope="col">{t("diff.field")}</th><th scope="col">{t("merge.goes", { id: goes.id })}</th><th scope="col">{t("merge.stays", { id: stays.id })}</th></tr></thead>
            <tbody>{names.map((name) => <tr key={name}><th scope="row">{t(`field.${name}`)}</th>
                <td class={taken(name) ? "new" : "old"}><Cell record={goes} name={name} /></td><td class={!taken(name) ? "new" : name in stays ? "old" : undefined}><Cell record={stays} name={name} /></td></tr>)}</tbody>
        </table>
        <p>{t("merge.how")}</p>
        <p>{t("merge.ties", { n: number(ties) })}</p>
        <p class="send"><button type="button" class="button" onClick={merge}>{t("merge.go", { from: goes.id, into: stays.id })}</button>
            <a class="second" href={`${other}/merge?${new URLSearchParams({ into: numberOf(goes), ...(lang === "en" && { lang }) })}`}>{t("merge.swap")}</a>
            <button type="button" class="link" onClick={back}>{t("merge.other")}</button></p>
    </section>;
}

export default function MergePage({ boot }) {
    const goes = boot.data.record;
    const [stays, setStays] = useState(null);
    const [problem, setProblem] = useState(null);
    const choose = async (id) => { setStays(await ask(`/${plural}/${id}${lang === "en" ? "?lang=en" : ""}`)); setProblem(null); };
    useEffect(() => {
        const into = new URLSearchParams(location.search).get("into");
        if (/^\d+$/.test(into ?? "")) choose(into).catch(setProblem);
    }, []);
    const merge = async () => {
        if (!confirm(t("merge.ask", { from: goes.id, into: stays.id }))) return;
        try {
            await call("POST", `${page}/merge`, { into: Number(numberOf(stays)) }, { version: goes.version });
            location.assign(withLang(`/${plural}/${numberOf(stays)}`));
        } catch (error) {
            setProblem(error);
        }
    };
    return <Frame>
        <div class="work">
            <h1>{t("merge.title", { name: nameOf(goes) })}</h1>
            <p><a href={withLang(page)}>{t("edit.back")}</a></p>
            <p>{t("merge.lead")}</p>
            {problem && <p class="wrong" role="alert">{problem.code === "conflict" ? t("merge.conflict") : explain(problem)}</p>}
            {stays ? <Compare goes={goes} stays={stays} merge={merge} back={() => setStays(null)} /> : <Choose record={goes} choose={choose} />}
        </div>
    </Frame>;
}
