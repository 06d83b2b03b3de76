// SPDX-License-Identifier: GPL-3.0-or-later
// A button for who is signed in: be told of what is new to a search, a need, a demand, a record.
import { useState } from "preact/hooks";
import { call } from "../api.js";
import { t, lang, problemText } from "../i18n.js";
import { who } from "../who.js";

/** wish: the body of POST /saved; what: which words the button has. */
export function Follow({ wish, what }) {
    const [state, setState] = useState("");
    const [problem, setProblem] = useState(null);
    const save = () => {
        setState("busy");
        setProblem(null);
        call("POST", "/saved", wish).then(() => setState("done"), (error) => {
            setState(error.code === "duplicate" ? "done" : "");
            if (error.code !== "duplicate") setProblem(error);
        });
    };
    if (!who) return null;
    return <span class="follow" role="status">
        {state === "done" ? <a href={`/alerts${lang === "en" ? "?lang=en" : ""}`}>{t("follow.done")}</a>
            : <button type="button" class="link" disabled={state === "busy"} onClick={save}>{t(`follow.${what}`)}</button>}
        {problem && <span class="wrong"> {problemText(problem)}</span>}
    </span>;
}
