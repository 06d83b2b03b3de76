// SPDX-License-Identifier: GPL-3.0-or-later
// The shortlist: kept in this browser, and with the account of who is signed in. What was chosen before
// signing in is added to what the account has; what belongs to an account is not shown to the next visitor.
import { useEffect, useState } from "preact/hooks";
import { call } from "./api.js";
import { who } from "./who.js";

export const MOST = 50; // of the API
const LIST = "shortlist", OWNER = "shortlist-of", UNSAVED = "shortlist-unsaved";
const folders = { expert: "experts", workstation: "workstations", society: "societies" };
const listeners = new Set();
let ids = [], problem = null, sending = false, changed = false;

export const canList = (kind) => kind in folders;
export const pathOf = (id) => `/${id.replace(/^(\w+):/, (all, kind) => `${folders[kind]}/`)}`;
export const clean = (list) => (Array.isArray(list) ? [...new Set(list)].filter((id) => /^(expert|workstation|society):[1-9]\d*$/.test(id)).slice(0, MOST) : []);
/** saved, then what is only here. */
export const union = (saved, here) => clean([...saved, ...here]);

/* A browser may refuse to keep anything; the list then lasts as long as the page. */
function keep(name, value) {
    try {
        if (value === null) localStorage.removeItem(name);
        else localStorage.setItem(name, value);
    } catch { /* see above */ }
}
function kept(name) {
    try { return localStorage.getItem(name); } catch { return null; }
}
function read() {
    try { return clean(JSON.parse(kept(LIST) ?? "[]")); } catch { return []; }
}

function show(list) {
    ids = list;
    keep(LIST, JSON.stringify(ids));
    for (const listener of listeners) listener();
}

/* One at a time, and again when the list has changed meanwhile. */
async function save() {
    keep(UNSAVED, "1");
    if (sending) return;
    sending = true;
    try {
        for (let sent = null; sent !== ids;) {
            sent = ids;
            await call("PUT", "/shortlist", { ids: sent });
        }
        keep(UNSAVED, null);
        problem = null;
    } catch (error) {
        problem = error;
    }
    sending = false;
    for (const listener of listeners) listener();
}

export function change(list) {
    changed = true;
    show(clean(list));
    if (who) save();
}
export const toggle = (id) => change(ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]);

/** Signing out: the account keeps it, this browser does not. */
export function forget() {
    for (const name of [LIST, OWNER, UNSAVED]) keep(name, null);
    show([]);
}

/** Once, when the page starts. */
export async function begin() {
    ids = read();
    addEventListener("storage", (event) => { if (event.key === LIST) { ids = read(); for (const listener of listeners) listener(); } });
    const owner = kept(OWNER);
    if (!who) return owner ? forget() : undefined;
    const mine = owner === String(who.id), add = owner === null || (mine && kept(UNSAVED));
    if (!mine && owner !== null) show([]);
    try {
        const saved = (await call("GET", "/shortlist")).ids, list = add || changed ? union(saved, ids) : saved;
        keep(OWNER, String(who.id));
        show(list);
        if (list.length !== saved.length) await save();
    } catch (error) {
        problem = error; // what is here is shown
    }
    return undefined;
}

/** { ids, problem } of now; drawn again with every change. */
export function useShortlist() {
    const [, again] = useState(0);
    useEffect(() => {
        const listener = () => again((n) => n + 1);
        listeners.add(listener);
        listener(); // it may have changed since this was drawn
        return () => listeners.delete(listener);
    }, []);
    return { ids, problem };
}
