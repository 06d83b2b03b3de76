// SPDX-License-Identifier: GPL-3.0-or-later
// The office's: the rules of avoidance, each switched, weighed and tuned by itself, and put back.
import { useState } from "preact/hooks";
import { Frame } from "../ui/frame.jsx";
import { Field, Form } from "../ui/form.jsx";
import { useList } from "../ui/list.js";
import { ask, call } from "../api.js";
import { t, has, lang, problemText } from "../i18n.js";

const label = (rule) => (lang === "en" ? rule.label_en : rule.label);
const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

/* What the rule is set to, as the API is asked to set it. */
const setting = ({ active, effect, years, number, list }) => ({ active, effect, ...(years !== undefined && { years }),
    ...(number !== undefined && { number }), ...(list && { list }) });
const typed = (rule, values) => setting({ active: values.active === "on", effect: values.effect,
    years: rule.years === undefined ? undefined : Number(values.years), number: rule.number === undefined ? undefined : Number(values.number),
    list: rule.list && lines(values.list) });

/* In words: what the rule does now. */
function summary(rule) {
    if (!rule.active) return t("avoidance.off");
    return [t(`avoidance.${rule.effect}`), rule.years > 0 && t("avoidance.within", { n: rule.years }), rule.years === 0 && t("avoidance.ever")]
        .filter(Boolean).join(" · ");
}

function Inputs({ rule }) {
    const id = (name) => `${rule.rule}-${name}`;
    const help = (name) => t(has(`avoidance.${name}.${rule.rule}`) ? `avoidance.${name}.${rule.rule}` : `avoidance.${name}`);
    return <>
        <p class="boxes"><label><input type="checkbox" name="active" defaultChecked={rule.active} /> {t("avoidance.active")}</label></p>
        <fieldset class="boxes">
            <legend>{t("avoidance.effect")}</legend>
            {["block", "warn"].map((effect) => <label key={effect}><input type="radio" name="effect" value={effect}
                defaultChecked={rule.effect === effect} /> {t(`avoidance.${effect}.help`)}</label>)}
        </fieldset>
        {rule.years !== undefined && <Field name="years" id={id("years")} type="number" min="0" max="50" required defaultValue={rule.years} help={t("avoidance.years")} />}
        {rule.number !== undefined && <Field name="number" id={id("number")} label={help("count")} type="number" min="1" required
            defaultValue={rule.number} />}
        {rule.list && <Field name="list" id={id("list")} label={help("names")} as="textarea" rows="4" defaultValue={rule.list.join("\n")} help={help("list")} />}
    </>;
}

/* The fields are made anew with each version; the buttons stay, and with them the focus. */
function Rule({ rule: first }) {
    const [rule, setRule] = useState(first);
    const [before, setBefore] = useState(null); // what a change can be put back to
    const [said, setSaid] = useState("");
    const put = async (values) => {
        setSaid("");
        return call("PATCH", `/avoidance/rules/${rule.id}`, { version: rule.version, ...values }).catch(async (problem) => {
            if (problem.code !== "conflict") throw problem;
            setRule((await ask("/avoidance/rules")).rules.find((one) => one.id === rule.id));
            setBefore(null);
            throw { ...problem, code: "changed", detail: "" };
        });
    };
    const send = async (values, form, submitter) => {
        const undo = submitter?.value === "undo";
        const now = await put(undo ? setting(before) : typed(rule, values));
        setBefore(undo ? null : rule);
        setRule(now);
        setSaid(t(undo ? "avoidance.undone" : "avoidance.saved"));
    };
    const explain = (problem) => (problem.code === "changed" ? t("avoidance.conflict") : problemText(problem));
    return <details class="card">
        <summary><h2>{label(rule)}</h2> <span class={`strength ${rule.active ? rule.effect : ""}`}>{summary(rule)}</span></summary>
        <p class="about">{t(`avoidance.rule.${rule.rule}`)}</p>
        <Form send={send} button={t("avoidance.save")} label={t("avoidance.save.of", { name: label(rule) })} explain={explain}
            others={before && <button type="submit" class="link" value="undo" formnovalidate>{t("avoidance.undo")}</button>}>
            <div key={rule.version}><Inputs rule={rule} /></div>
        </Form>
        <p role="status">{said}</p>
    </details>;
}

export default function AvoidancePage() {
    const { items, problem, load } = useList("/avoidance/rules", "rules");
    return <Frame>
        <div class="work rules">
            <h1>{t("avoidance.title")}</h1>
            <p>{t("avoidance.lead")}</p>
            {problem && <p class="wrong" role="alert">{problemText(problem)} <button type="button" class="link" onClick={load}>{t("error.retry")}</button></p>}
            {(items ?? []).map((rule) => <Rule key={rule.id} rule={rule} />)}
        </div>
    </Frame>;
}
