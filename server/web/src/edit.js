// SPDX-License-Identifier: GPL-3.0-or-later
// Between a field's value in the API and the text a form has for it: lists are one item a line.
const isLink = (type) => type === "link" || type === "links";
const isList = (type) => ["codes", "words", "links"].includes(type);

function itemText(value, field) {
    if (isLink(field.type)) return value.role ? `${value.name}|${value.role}` : value.name;
    if (typeof value === "object") return field.options ? value.code : value.label;
    return String(value);
}

export function toText(value, field) {
    if (value === undefined || value === null) return "";
    return isList(field.type) ? value.map((item) => itemText(item, field)).join("\n") : itemText(value, field);
}

function linkValue(text) {
    const at = text.indexOf("|");
    const name = (at < 0 ? text : text.slice(0, at)).trim();
    const role = at < 0 ? {} : { role: text.slice(at + 1).trim() };
    return /^[a-z]+:\d+$/.test(name) ? { id: name, ...role } : { name, ...role };
}

/* What the record has under the same text is sent as it was, so that names stay tied to their records. */
function itemValue(text, field, old) {
    const same = old.find((item) => itemText(item, field) === text);
    if (isLink(field.type)) return same?.id ? { id: same.id, ...(same.role && { role: same.role }) } : linkValue(text);
    if (field.type === "code" || field.type === "codes") return { code: same?.code ?? text };
    return text;
}

/** null empties the field. */
export function toValue(text, field, old) {
    const olds = old === undefined || old === null ? [] : isList(field.type) ? old : [old];
    const whole = text.trim();
    if (whole === "") return null;
    if (field.type === "int") return /^-?\d+$/.test(whole) ? Number(whole) : whole; // what is no number is the server's to refuse
    if (isList(field.type)) return whole.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => itemValue(line, field, olds));
    return field.type === "long" ? text : itemValue(whole, field, olds);
}

const shown = (text, field) => (field.options ? text.split("\n").map((code) => field.options.find((o) => o.code === code)?.label ?? code).join("\n") : text);

/** Fields whose text differs, as the diff shows them: [{ field, old, new }]. */
export function changes(fields, before, after) {
    return fields.filter(({ name }) => (before[name] ?? "") !== (after[name] ?? ""))
        .map((field) => ({ field: field.name, old: shown(before[field.name] ?? "", field), new: shown(after[field.name] ?? "", field) }));
}

export const texts = (record, fields) => Object.fromEntries(fields.map((field) => [field.name, toText(record[field.name], field)]));
