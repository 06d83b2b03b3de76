// SPDX-License-Identifier: GPL-3.0-or-later
// What is being searched, as the address has it: the address is the only place it is kept.
const single = new Set(["q", "sort", "page", "size", "lang", "facets"]);

export function parse(search) {
    const state = { q: "", sort: "", page: 1, lang: "", expand: [], filters: {} };
    for (const [name, value] of new URLSearchParams(search)) {
        if (name === "page") state.page = Math.max(1, parseInt(value, 10) || 1);
        else if (name === "expand") state.expand.push(value);
        else if (single.has(name)) { if (name in state) state[name] = value; }
        else (state.filters[name] ??= []).push(value);
    }
    return state;
}

export function stringify(state) {
    const params = new URLSearchParams();
    if (state.q) params.set("q", state.q);
    for (const name of Object.keys(state.filters).sort())
        for (const value of state.filters[name]) params.append(name, value);
    if (state.sort) params.set("sort", state.sort);
    if (state.page > 1) params.set("page", String(state.page));
    if (state.lang === "en") params.set("lang", "en");
    for (const value of state.expand) params.append("expand", value);
    const text = params.toString();
    return text ? `?${text}` : "";
}

/** The same with one filter value added or taken away; back on the first page. */
export function toggle(state, facet, code) {
    const old = state.filters[facet] ?? [];
    const values = old.includes(code) ? old.filter((v) => v !== code) : [...old, code];
    const filters = { ...state.filters, [facet]: values };
    if (values.length === 0) delete filters[facet];
    return { ...state, filters, page: 1 };
}

/** Another kind: what only the old kind has would find nothing, so those filters go. */
export function withKind(state, kind, common) {
    const filters = {};
    for (const name of Object.keys(state.filters))
        if (common.has(name)) filters[name] = state.filters[name];
    if (kind) filters.kind = [kind];
    else delete filters.kind;
    return { ...state, filters, page: 1 };
}

export const toggleExpand = (state, key) => ({
    ...state,
    expand: state.expand.includes(key) ? state.expand.filter((k) => k !== key)
                                       : [...state.expand, key],
});

export const countFilters = (state) =>
    Object.entries(state.filters).reduce((n, [name, values]) => n + (name === "kind" ? 0 : values.length), 0);
