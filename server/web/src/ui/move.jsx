// SPDX-License-Identifier: GPL-3.0-or-later
// The next steps of an introduction: one is chosen, then said with a note; how it ended, with marks.
import { useState } from "preact/hooks";
import { Field, Form } from "./form.jsx";
import { call } from "../api.js";
import { t, has, problemText } from "../i18n.js";
import { who } from "../who.js";

/* The same move is another word from another mouth, and from another state. */
const moveText = (one, to) => t([`move.${to}.${who.role}.${one.state}`, `move.${to}.${who.role}`, `move.${to}`].find(has));
const explain = (problem) => (problem.code === "conflict" ? t("introduction.conflict") : problemText(problem));
const rates = (to) => ["done", "no_help"].includes(to) && who.role !== "expert";

/** What came of it; satisfaction from 1 to 5. */
function Outcome({ one }) {
    return <>
        <Field name="outcome" as="textarea" rows="4" maxlength="2000" defaultValue={one.outcome} help={t("outcome.help")} />
        <fieldset class="boxes">
            <legend>{t("outcome.satisfaction")}</legend>
            {[5, 4, 3, 2, 1].map((n) => <label key={n}><input type="radio" name="satisfaction" value={n} defaultChecked={one.satisfaction === n} /> {t(`outcome.${n}`)}</label>)}
        </fieldset>
    </>;
}

const rated = ({ outcome, satisfaction }) => ({ ...(outcome && { outcome }), ...(satisfaction && { satisfaction: Number(satisfaction) }) });
const patch = (one, body) => call("PATCH", `/introductions/${one.id}`, body, { version: one.version });

/** done(introduction as it is now) */
export function Moves({ one, done }) {
    const [to, setTo] = useState(null);
    if (one.moves.length === 0) return null;
    const send = async ({ note, ...outcome }) => {
        const now = await patch(one, { state: to, ...(note && { note }), ...rated(outcome) });
        setTo(null);
        done(now);
    };
    return <section>
        <h2>{t("move.title")}</h2>
        <p class="moves">{one.moves.map((state) => <button key={state} type="button" class="pick" aria-pressed={to === state}
            onClick={() => setTo(to === state ? null : state)}>{moveText(one, state)}</button>)}</p>
        {to && <Form key={to} send={send} explain={explain} button={t("move.go", { what: moveText(one, to) })}>
            <p>{t(`move.help.${to}`)}</p>
            {rates(to) && <Outcome one={one} />}
            <Field name="note" as="textarea" rows="3" maxlength="1000" help={t("move.note.help")} />
        </Form>}
    </section>;
}

/** After it has ended. */
export function Rate({ one, done }) {
    const said = one.outcome || one.satisfaction;
    const send = async (values) => {
        const body = rated(values);
        if (Object.keys(body).length === 0) throw { code: "nothing" };
        done(await patch(one, body));
    };
    return <details class="card" open={!said}>
        <summary>{t(said ? "outcome.change" : "outcome.title")}</summary>
        <Form send={send} button={t("outcome.go")} explain={(problem) => (problem.code === "nothing" ? t("outcome.nothing") : explain(problem))}><Outcome one={one} /></Form>
    </details>;
}

/** The office asked whose turn it is. */
export function Chased({ one, done }) {
    const send = async (values, form) => {
        const now = await call("POST", `/introductions/${one.id}/chases`, values);
        form.reset();
        done(now);
    };
    return <details class="card" open={one.chase.due}>
        <summary>{t("chase.title")}</summary>
        <Form send={send} button={t("chase.go")}><Field name="note" id="chase-note" as="textarea" rows="2" required maxlength="1000" help={t("chase.help")} /></Form>
    </details>;
}
