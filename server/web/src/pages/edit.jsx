// SPDX-License-Identifier: GPL-3.0-or-later
// Changing a record: what this person may change, looked at as a diff before it is sent; its history.
import { useEffect, useRef, useState } from "preact/hooks";
import { Frame, langQuery } from "../ui/frame.jsx";
import { Diff } from "../ui/diff.jsx";
import { Input } from "../ui/input.jsx";
import { useList } from "../ui/list.js";
import { ask, call } from "../api.js";
import { changes, texts, toValue } from "../edit.js";
import { t, has, lang, problemText, when } from "../i18n.js";
import { may, who } from "../who.js";

const page = location.pathname.replace(/\/edit$/, "");

function Review({ diff, send, back }) {
    const head = useRef(null);
    useEffect(() => head.current.focus(), []);
    return <section>
        <h2 tabindex="-1" ref={head}>{t("edit.check")}</h2>
        <Diff fields={diff} />
        <p class="send"><button type="button" class="button" onClick={send}>{t(who.role === "expert" ? "edit.submit" : "edit.save")}</button>
            <button type="button" class="link" onClick={back}>{t("edit.more")}</button></p>
    </section>;
}

/* The API lists changes; what stood before the oldest of them is a version as well. */
const withFirst = (versions) => (versions.length > 0 && versions.at(-1).version > 1
    ? [...versions, { version: versions.at(-1).version - 1, why: "first", fields: [] }] : versions);

function History({ list, restore }) {
    const versions = withFirst(list.items ?? []), newest = versions[0]?.version;
    return <section>
        <h2>{t("history.title")}</h2>
        {list.problem && <p class="wrong" role="alert">{problemText(list.problem)}</p>}
        {list.items?.length === 0 && <p>{t("history.none")}</p>}
        {versions.map((one) => <details key={one.version} class="card">
            <summary>{one.at ? t("history.version", { n: one.version, date: when(one.at) }) : t("history.first", { n: one.version })} · {t(has(`why.${one.why}`) ? `why.${one.why}` : "why.other")}
                {(one.own || one.author) && ` · ${one.own ? t("history.you") : one.author}`}</summary>
            {one.fields.length > 0 && <Diff fields={one.fields} />}
            {may("office") && one.version !== newest && <button type="button" class="link"
                onClick={() => restore(one.version)}>{t("history.restore.of", { n: one.version })}</button>}
        </details>)}
    </section>;
}

export default function EditPage({ boot }) {
    const { fields } = boot.data;
    const [record, setRecord] = useState(boot.data.record);
    const [typed, setTyped] = useState(() => texts(boot.data.record, fields));
    const [review, setReview] = useState(false);
    const [said, setSaid] = useState("");
    const [problem, setProblem] = useState(null);
    const [moved, setMoved] = useState(null); // what others changed meanwhile
    const history = useList(`${page}/history`, "versions");
    const before = texts(record, fields), diff = changes(fields, before, typed);
    const reset = (now) => { setRecord(now); setTyped(texts(now, fields)); setMoved(null); history.load(); };
    const fresh = () => ask(`${page}${lang === "en" ? "?lang=en" : ""}`);
    /* What I typed stays; what I did not touch becomes what it is now. */
    const rebase = async () => {
        const now = await fresh(), texts_now = texts(now, fields);
        setMoved(changes(fields, before, texts_now));
        setTyped(Object.fromEntries(fields.map(({ name }) => [name, typed[name] === before[name] ? texts_now[name] : typed[name]])));
        setRecord(now);
    };
    const attempt = async (work) => {
        setProblem(null);
        setSaid("");
        try {
            await work();
        } catch (error) {
            if (!error.code) throw error;
            if (error.code === "conflict") await rebase().catch(setProblem);
            else setProblem(error);
        }
        setReview(false);
    };
    const save = () => attempt(async () => {
        const body = Object.fromEntries(fields.filter(({ name }) => typed[name] !== before[name])
            .map((field) => [field.name, toValue(typed[field.name], field, record[field.name])]));
        const answer = await call("PATCH", page, body, { version: record.version });
        const now = await fresh();
        reset(now);
        setSaid(answer.draft ? t("edit.waits") : t("edit.saved", { n: now.version }));
    });
    const restore = (version) => confirm(t("history.restore.ask", { n: version })) && attempt(async () => {
        await call("POST", `${page}/restore`, { version }, { version: record.version });
        const now = await fresh();
        reset(now);
        setSaid(t("edit.saved", { n: now.version }));
    });
    const look = (event) => { event.preventDefault(); setProblem(null); setSaid(diff.length > 0 ? "" : t("edit.same")); setReview(diff.length > 0); };
    return <Frame>
        <div class="work">
            <h1>{t("edit.title", { name: record.name ?? record.title })}</h1>
            <p><a href={page + langQuery()}>{t("edit.back")}</a></p>
            <p>{t(`edit.lead.${who.role}`)}</p>
            {problem && <p class="wrong" role="alert">{problemText(problem)}</p>}
            {moved && <section class="problem" role="alert"><p>{t("edit.conflict")}</p><h2>{t("edit.moved")}</h2><Diff fields={moved} /></section>}
            <p role="status">{said}</p>
            {review ? <Review diff={diff} send={save} back={() => setReview(false)} />
                : <form class="form" onSubmit={look}>
                    {fields.map((field) => <Input key={field.name} field={field} value={typed[field.name]}
                        set={(value) => setTyped({ ...typed, [field.name]: value })} />)}
                    <button type="submit" class="button">{t("edit.review")}</button>
                </form>}
            <History list={history} restore={restore} />
        </div>
    </Frame>;
}
