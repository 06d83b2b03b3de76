// SPDX-License-Identifier: GPL-3.0-or-later
// Asking the office to bring one's demand together with a candidate. A draft is published on the way, and
// the button says so.
import { useEffect, useState } from "preact/hooks";
import { Dialog } from "./dialog.jsx";
import { Field, Form } from "./form.jsx";
import { langQuery } from "./frame.jsx";
import { ask, call } from "../api.js";
import { t, problemText } from "../i18n.js";

const number = (id) => id.split(":")[1];
const explain = (problem) => (problem.code === "duplicate" ? t("ask.twice") : problemText(problem));

/* The demands one may ask for; only those that have not ended. */
function useDemands(given) {
    const [demands, setDemands] = useState(given ? [given] : null);
    const [problem, setProblem] = useState(null);
    useEffect(() => {
        if (!given) ask("/demands?status=open&status=draft&size=100").then((body) => setDemands(body.demands), setProblem);
    }, []);
    return { demands, setDemands, problem };
}

function Fields({ demands, chosen, choose, candidate }) {
    const demand = demands.find((one) => one.id === chosen);
    return <>
        {demands.length > 1 ? <Field name="demand" as="select" value={chosen} onChange={(event) => choose(event.target.value)}>
            {demands.map((one) => <option key={one.id} value={one.id}>{t("ask.demand", { title: one.title, status: t(`demand.${one.status}`) })}</option>)}
        </Field> : <p>{t("ask.for", { title: demand.title })}</p>}
        <Field key={chosen} name="message" as="textarea" rows="5" required minlength="4" maxlength="1000" help={t("ask.message.help")}
            defaultValue={t("ask.message.first", { title: demand.title, name: candidate.title })} />
        {demand.status === "draft" && <p class="note">{t("ask.draft")}</p>}
    </>;
}

/** candidate: { id, title, terms, evidence }; demand: the one it is for, else it is chosen here;
    published(demand) when it was a draft; done(introduction). */
export default function Introduce({ candidate, demand: given, published = () => {}, done, close }) {
    const { demands, setDemands, problem } = useDemands(given);
    const [picked, setPicked] = useState(null);
    const chosen = picked ?? demands?.[0]?.id, demand = demands?.find((one) => one.id === chosen);
    const send = async ({ message }) => {
        if (demand.status === "draft") {
            const now = await call("POST", `/demands/${number(demand.id)}/status`, { status: "open" }, { version: demand.version });
            setDemands(demands.map((one) => (one.id === demand.id ? { ...one, status: "open", version: now.version } : one)));
            published(now);
        }
        const { terms = [], evidence = [] } = candidate;
        done(await call("POST", `/demands/${number(demand.id)}/introductions`, { candidate: candidate.id, message, terms, evidence }));
    };
    return <Dialog title={t("ask.title", { name: candidate.title })} close={close}>
        {problem && <p class="wrong" role="alert">{problemText(problem)}</p>}
        {demands?.length === 0 && <><p>{t("ask.none")}</p><p><a class="button" href={`/match${langQuery()}`}>{t("ask.match")}</a></p></>}
        {demand && <Form send={send} explain={explain} button={t(demand.status === "draft" ? "ask.publish" : "ask.go")}>
            <Fields demands={demands} chosen={chosen} choose={setPicked} candidate={candidate} />
        </Form>}
    </Dialog>;
}
