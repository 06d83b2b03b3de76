// SPDX-License-Identifier: GPL-3.0-or-later
// One field of a record in a form, as text (edit.js).
import { Field } from "./form.jsx";
import { t } from "../i18n.js";

const help = { codes: "edit.codes", words: "edit.lines", link: "edit.link.help", links: "edit.links.help", date: "edit.date" };
const inputs = (field) => (["long", "codes", "words", "links"].includes(field.type) ? "textarea" : "input");

/* Several of a short table: a box for each; the text is their codes, one a line. */
function Boxes({ field, value, set }) {
    const chosen = value ? value.split("\n") : [];
    const change = (code, on) => set(field.options.map((o) => o.code).filter((c) => (c === code ? on : chosen.includes(c))).join("\n"));
    return <fieldset class="boxes">
        <legend>{t(`field.${field.name}`)}</legend>
        {field.options.map((option) => <label key={option.code}><input type="checkbox" checked={chosen.includes(option.code)}
            onChange={(event) => change(option.code, event.target.checked)} /> {option.label}</label>)}
    </fieldset>;
}

export function Input({ field, value, set }) {
    const common = { name: field.name, label: t(`field.${field.name}`), value, onInput: (event) => set(event.target.value) };
    if (field.type === "codes" && field.options) return <Boxes field={field} value={value} set={set} />;
    if (field.options) return <Field {...common} as="select"><option value="" />{field.options.map((o) => <option key={o.code} value={o.code}>{o.label}</option>)}</Field>;
    const key = field.type === "code" ? "edit.code" : help[field.type];
    return <Field {...common} as={inputs(field)} {...(inputs(field) === "textarea" && { rows: field.type === "long" ? 6 : 3 })}
        {...(field.type === "int" && { inputmode: "numeric" })} help={key && t(key)} />;
}
