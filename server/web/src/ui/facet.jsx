// SPDX-License-Identifier: GPL-3.0-or-later
// One facet: its values with counts, as a list or a tree; selected first, six, then more.
import { useState } from "preact/hooks";
import { t, number } from "../i18n.js";

const SHOWN = 6, FIND_FROM = 8;

function Value({ facet, value, onToggle, onExpand, expanded, depth }) {
    const id = `f-${facet}-${value.code}`;
    return <li class={`value depth-${Math.min(depth, 3)}${value.count === 0 && !value.selected ? " zero" : ""}`}>
        <input type="checkbox" id={id} checked={value.selected} onChange={() => onToggle(facet, value.code)} />
        <label for={id}><span>{value.label}</span><span class="count">{number(value.count)}</span></label>
        {onExpand && value.children && <button type="button" class="twist" aria-expanded={expanded ? "true" : "false"}
            aria-label={t(expanded ? "facet.closeone" : "facet.open", { name: value.label })}
            onClick={() => onExpand(`${facet}:${value.code}`)}>{expanded ? "−" : "+"}</button>}
    </li>;
}

/* A tree in reading order: children behind their parent, only where it is open. */
function inOrder(values, isOpen) {
    const children = new Map();
    const codes = new Set(values.map((v) => v.code));
    for (const value of values) {
        const parent = value.parent && codes.has(value.parent) ? value.parent : "";
        children.set(parent, [...(children.get(parent) ?? []), value]);
    }
    const list = [];
    const walk = (parent, depth) => {
        for (const value of children.get(parent) ?? []) {
            list.push({ value, depth });
            if (children.has(value.code) && isOpen(value)) walk(value.code, depth + 1);
        }
    };
    walk("", 0);
    return { list, hasKids: (code) => children.has(code) };
}

const trees = new Set(["region", "discipline", "industry", "professional_title"]);
const ordinal = new Set(["year", "degree", "level", "rating", "award", "proposal_status"]);

function selectedBelow(values, code) {
    return values.some((v) => v.parent === code && (v.selected || selectedBelow(values, v.code)));
}

export function Facet({ name, values, expand, onToggle, onExpand }) {
    const [all, setAll] = useState(false);
    const [find, setFind] = useState("");
    const tree = trees.has(name);
    const title = t(`facet.${name}`);
    let rows;
    if (tree) {
        const roots = values.filter((v) => !v.parent);
        const isOpen = (v) => expand.includes(`${name}:${v.code}`) || selectedBelow(values, v.code) ||
            (v.selected && expand.includes(`${name}:${v.code}`)) || (roots.length === 1 && !v.parent);
        rows = inOrder(values, isOpen).list.map((row) => ({ ...row, open: isOpen(row.value) }));
    } else {
        const sorted = [...values];
        if (!ordinal.has(name)) sorted.sort((a, b) => b.count - a.count);
        sorted.sort((a, b) => Number(b.selected) - Number(a.selected));
        rows = sorted.map((value) => ({ value, depth: 0 }));
    }
    const found = find ? rows.filter((row) => row.value.label.toLowerCase().includes(find.toLowerCase())) : rows;
    const branches = tree && found.filter((row) => row.depth === 0).length === 1 ? 1 : 0; /* their depth */
    let branch = 0; /* of a tree six branches are shown, each with what is open in it */
    const short = found.filter((row) => {
        branch += row.depth === branches ? 1 : 0;
        return branch <= SHOWN || row.value.selected;
    });
    const shown = all || find ? found : short;
    return <fieldset class="facet">
        <legend>{title}</legend>
        {rows.length > FIND_FROM && <input class="find" type="search" value={find} aria-label={t("facet.find", { name: title })}
            placeholder={t("facet.find", { name: title })} onInput={(event) => setFind(event.target.value)} />}
        <ul>{shown.map(({ value, depth, open }) => <Value key={value.code} facet={name} value={value} depth={depth} expanded={open}
            onToggle={onToggle} onExpand={tree ? onExpand : null} />)}</ul>
        {!find && found.length > shown.length && <button type="button" class="link" onClick={() => setAll(true)}>{t("facet.more")}</button>}
        {all && found.length > short.length && <button type="button" class="link" onClick={() => setAll(false)}>{t("facet.less")}</button>}
    </fieldset>;
}
