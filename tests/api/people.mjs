// SPDX-License-Identifier: GPL-3.0-or-later
// People for the tests: accounts made on the command line and opened over HTTP, and what they ask.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { indexer } from "./support.mjs";

export const password = "an-ordinary-sentence";

/** The code of an authenticator at a time (RFC 6238). */
export function code(base32, seconds = Date.now() / 1000) {
    let bits = "";
    for (const letter of base32) bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0");
    const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(seconds / 30)));
    const mac = createHmac("sha1", key).update(counter).digest();
    return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, "0");
}

/** Somebody who asks, signed in by a cookie, a token or not at all. */
export class Person {
    constructor(base, fields = {}) { Object.assign(this, { base, from: undefined, prefix: "__Host-" }, fields); }
    async ask(method, path, body, extra = {}) {
        const headers = { ...extra };
        if (this.cookie) headers.cookie = `${this.prefix}zhiku=${this.cookie}`;
        if (this.token) headers.authorization = `Bearer ${this.token}`;
        if (this.from) headers["x-forwarded-for"] = this.from;
        if (method !== "GET" && !("origin" in extra)) headers.origin = this.base;
        if (headers.origin === null) delete headers.origin;
        if (body !== undefined) headers["content-type"] = "application/json";
        const response = await fetch(this.base + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), redirect: "manual" });
        const text = await response.text();
        const set = /^(__Host-)?zhiku=([^;]*)/.exec(response.headers.get("set-cookie") ?? "");
        if (set) [, this.prefix = "", this.cookie] = set;
        return { status: response.status, headers: response.headers, text, body: /json/.test(response.headers.get("content-type") ?? "") ? JSON.parse(text) : null };
    }
    get(path, extra) { return this.ask("GET", path, undefined, extra); }
    post(path, body = {}, extra) { return this.ask("POST", path, body, extra); }
    async login(more = {}) {
        this.cookie = undefined;
        return this.post("/api/v1/session", { login: this.login_name, password, ...(this.totp ? { code: code(this.totp, Date.now() / 1000 + 30) } : {}), ...more });
    }
}

/** A one-use secret for a new account. record: number of the organisation or expert. */
export const invite = (env, role, login, record, name = login) => execFileSync(indexer,
    ["account", "add", "--role", role, "--login", login, "--name", name, ...(record ? ["--record", String(record)] : [])], { env }).toString().trim();

/** A new account, opened and signed in. */
export async function open(base, env, role, login, record, { name, password: chosen = password } = {}) {
    const secret = invite(env, role, login, record, name);
    const person = new Person(base, { login_name: login, secret });
    const opening = await person.post("/api/v1/activation", { secret });
    assert.equal(opening.status, 200, opening.text);
    person.totp = opening.body.totp;
    const opened = await person.post("/api/v1/activation", { secret, password: chosen, ...(person.totp ? { code: code(person.totp) } : {}) });
    assert.equal(opened.status, 200, opened.text);
    assert.equal(opened.body.account.role, role);
    person.id = opened.body.account.id;
    return person;
}

/** What somebody agrees to on the page of a record: the edition in force, which the refusal of another one names. */
export async function agreement(person, path) {
    const { body } = await person.post(`${path}/consents`, { statement: "?", channel: "web", scope: "contacts" });
    assert.equal(body.field, "statement");
    return { statement: /[0-9a-f]{8}/.exec(body.detail)[0], channel: "web", scope: "contacts" };
}
