// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in and what is refused there: over a real socket, with accounts made on the command line.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Person, code, open, password } from "./people.mjs";
import { hold } from "./spec.mjs";
import { ended, indexer, program, root, serve } from "./support.mjs";

let base, server, data, env, admin, auditor, office;

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-access-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    writeFileSync(join(data, "experts.csv"), "编号,姓名\nE1,张三\nE2,李四\n");
    writeFileSync(join(data, "organisations.csv"), "编号,名称\nO1,某厂\n");
    execFileSync(indexer, ["import", join(data, "experts.csv"), join(data, "organisations.csv")], { env });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    ({ server, base } = await serve(env, ["--rate-login", "1000", "--rate-detail", "30", "--harvest", "20"]));
    admin = await open(base, env, "administrator", "admin");
    auditor = await open(base, env, "auditor", "auditor");
    office = await open(base, env, "office", "office");
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

const visitor = (fields) => new Person(base, fields);
async function audited(action, enough = () => true, count = 1) {
    for (let i = 0; i < 50; i++, await sleep(50)) {
        const { body } = await auditor.get(`/api/v1/audit?action=${action}`);
        const found = body.entries.filter(enough);
        if (found.length >= count) return found;
    }
    assert.fail(`nothing in the audit: ${action}`);
}

test("who signs in is known, and nobody otherwise", async () => {
    assert.deepEqual((await visitor().get("/api/v1/session")).body, { account: null });
    const { body, headers } = await office.get("/api/v1/session");
    assert.equal(body.account.login, "office");
    assert.equal(headers.get("cache-control"), "no-store");
    const again = await office.login();
    assert.equal(again.status, 200);
    assert.match(again.headers.get("set-cookie"), /^__Host-zhiku=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure$/);
});

test("a session is a new one at each login, whatever cookie somebody came with", async () => {
    const person = await open(base, env, "evaluator", "newcomer"), planted = "A".repeat(43), seen = new Set([person.cookie, planted]);
    for (const cookie of [person.cookie, planted, undefined]) {
        const again = visitor({ cookie });
        assert.equal((await again.post("/api/v1/session", { login: "newcomer", password })).status, 200);
        assert.ok(!seen.has(again.cookie), again.cookie);
        seen.add(again.cookie);
        assert.equal((await again.get("/api/v1/session")).body.account.login, "newcomer");
    }
    assert.deepEqual((await visitor({ cookie: planted }).get("/api/v1/session")).body, { account: null });
});

test("whatever is wrong with a login, the answer is one and the same, and audited", async () => {
    const wrong = [{ login: "office", password: "x" }, { login: "nobody", password }, { login: "office", password },
        { login: "office", password, code: "000000" }, { login: "office' OR 1=1 --", password }, { login: "office", password: "y".repeat(100000) }];
    const said = new Set();
    for (const body of wrong) {
        const answer = await visitor({ from: "203.0.113.9" }).post("/api/v1/session", body);
        assert.equal(answer.status, 401);
        assert.equal(answer.headers.get("set-cookie"), null);
        said.add(answer.text);
    }
    assert.equal(said.size, 1);
    await audited("login_refused", (entry) => entry.object === `account:${office.id}`);
    const huge = await visitor().post("/api/v1/session", { login: "office", password: "z".repeat(10 << 20) }).catch(() => ({ status: 413 })); // or cut off
    assert.equal(huge.status, 413);
    assert.equal((await visitor().get("/healthz")).status, 200);
});

test("a code cannot be used twice", async () => {
    const person = await open(base, env, "office", "office-twice");
    const once = code(person.totp, Date.now() / 1000 + 30);
    assert.equal((await visitor().post("/api/v1/session", { login: "office-twice", password, code: once })).status, 200);
    assert.equal((await visitor().post("/api/v1/session", { login: "office-twice", password, code: once })).status, 401);
});

test("failures delay the one who fails, and nobody else", async () => {
    const enemy = visitor({ from: "198.51.100.66" });
    await open(base, env, "auditor", "victim");
    let answer;
    for (let i = 0; i < 6; i++) answer = await enemy.post("/api/v1/session", { login: "victim", password: "guess" });
    assert.equal(answer.status, 429);
    assert.equal(answer.body.code, "too_often");
    assert.ok(Number(answer.headers.get("retry-after")) >= 1);
    assert.equal((await enemy.post("/api/v1/session", { login: "victim", password })).status, 429);
    assert.equal((await visitor({ from: "192.0.2.1" }).post("/api/v1/session", { login: "victim", password })).status, 200);
});

test("what is said of a new password says nothing of the present one, and every guess counts", async () => {
    await open(base, env, "office", "chosen");
    const said = new Set();
    for (const guess of [password, "wrong-sentence"]) {
        const answer = await visitor().post("/api/v1/session", { login: "chosen", password: guess, new_password: "x" });
        assert.deepEqual([answer.status, answer.body.field], [400, "password"]);
        said.add(answer.text);
    }
    assert.equal(said.size, 1);
    const enemy = visitor({ from: "198.51.100.67" }), guesses = [];
    for (let i = 0; i < 6; i++) guesses.push(await enemy.post("/api/v1/session", { login: "chosen", password, new_password: i ? "another-sentence" : password }));
    assert.deepEqual(guesses.map(({ status }) => status), [401, 401, 401, 401, 401, 429]);
    const person = visitor({ login_name: "evenly" });
    await open(base, env, "auditor", "evenly");
    assert.equal((await person.login({ new_password: password })).body.field, "new_password");
    assert.equal((await person.login()).status, 200);
    assert.equal((await person.ask("PUT", "/api/v1/password", { password, new_password: password })).body.field, "new_password");
});

test("what is under way with a password does not outlive another password or disabling", async () => {
    // somebody else writes: the change waits for it, and what was proved before the change waits behind
    const meanwhile = async (change, attempt) => {
        const lock = spawn("sqlite3", [join(data, "zhiku.db")], { stdio: ["pipe", "ignore", "inherit"] });
        lock.stdin.write("BEGIN IMMEDIATE;\n");
        await sleep(200);
        const first = change(), second = sleep(300).then(attempt);
        await sleep(1000);
        lock.stdin.end("ROLLBACK;\n");
        assert.equal((await first).status, 204);
        return second;
    };
    const person = await open(base, env, "auditor", "racing"), thief = visitor({ login_name: "racing" }), other = "another-sentence";
    const renew = (from, to) => () => person.ask("PUT", "/api/v1/password", { password: from, new_password: to });
    const refused = ({ status, headers }) => assert.deepEqual([status, headers.get("set-cookie")], [401, null]);
    refused(await meanwhile(renew(password, other), () => thief.login()));
    assert.equal((await thief.login({ password: other })).status, 200);
    for (const [path, body] of [["/api/v1/tokens", { name: "x" }], ["/api/v1/alerts/feed", {}], ["/api/v1/totp", {}]]) {
        refused(await meanwhile(renew(other, password), () => thief.post(path, { ...body, password: other })));
        assert.equal((await person.ask("PUT", "/api/v1/password", { password, new_password: other })).status, 204);
        assert.equal((await thief.login({ password: other })).status, 200);
    }
    const active = (yes) => admin.ask("PATCH", `/api/v1/accounts/${person.id}`, { active: yes });
    refused(await meanwhile(() => active(false), () => thief.login({ password: other })));
    assert.equal((await active(true)).status, 204);
    assert.deepEqual((await admin.get(`/api/v1/accounts/${person.id}/sessions`)).body.sessions, []);
    assert.equal((await person.login({ password: other })).status, 200);
    const { totp } = (await person.post("/api/v1/totp", { password: other })).body;
    refused(await meanwhile(() => active(false), () => person.ask("PUT", "/api/v1/totp", { code: code(totp) })));
    assert.equal((await active(true)).status, 204);
    assert.equal((await person.login({ password: other })).status, 200); // without a code: it was not confirmed
});

test("wrong codes are counted, delayed and audited, wherever one is asked for", async () => {
    const person = await open(base, env, "auditor", "guesser");
    const { totp } = (await person.post("/api/v1/totp", { password })).body;
    assert.equal((await person.ask("PUT", "/api/v1/totp", { code: code(totp) })).status, 204);
    const asks = [["POST", "/api/v1/totp"], ["PUT", "/api/v1/totp"], ["DELETE", "/api/v1/totp"], ["POST", "/api/v1/alerts/delivery"]];
    for (const [n, [method, path]] of asks.entries()) {
        const from = `198.51.100.${70 + n}`, answers = [];
        const enemy = visitor({ cookie: person.cookie, from });
        for (let i = 0; i < 6; i++) answers.push(await enemy.ask(method, path, { code: "00000x" }));
        assert.deepEqual(answers.map(({ status }) => status), [401, 401, 401, 401, 401, 429], `${method} ${path}`);
        assert.ok(Number(answers[5].headers.get("retry-after")) >= 1);
        await audited("code_refused", (entry) => entry.object === `account:${person.id}` && entry.address === from);
        const later = await enemy.ask("PUT", "/api/v1/password", { password, new_password: "another-sentence" });
        assert.ok(later.status === 429 && Number(later.headers.get("retry-after")) >= 1);
    }
    assert.equal((await person.ask("DELETE", "/api/v1/totp", { code: code(totp, Date.now() / 1000 + 30) })).status, 204);
});

test("what lets somebody in when a session is over is made for the password only, wherever it is made", async () => {
    const person = await open(base, env, "administrator", "lender"), asks = [["/api/v1/tokens", { name: "report" }, person],
        ["/api/v1/alerts/feed", {}, person], ["/api/v1/accounts", { login: "stolen", name: "x", role: "administrator" }, person],
        [`/api/v1/accounts/${auditor.id}/invitation`, {}, person], ["/api/v1/totp", {}, await open(base, env, "auditor", "codeless")]];
    const said = new Set();
    for (const [n, [path, body, who]] of asks.entries()) {
        const enemy = visitor({ cookie: who.cookie, from: `198.51.100.${80 + n}` }), answers = [];
        const missing = await visitor({ cookie: who.cookie, from: "198.51.100.90" }).post(path, body);
        assert.ok(path.endsWith("totp") ? missing.status === 401 : missing.status === 400 && missing.body.field === "password", path);
        for (let i = 0; i < 5; i++) answers.push(await enemy.post(path, { ...body, password: i % 2 ? "wrong-sentence" : `${password}x` }));
        assert.deepEqual(answers.map(({ status }) => status), [401, 401, 401, 401, 401], path);
        answers.forEach(({ text }) => said.add(text));
        const late = await enemy.post(path, { ...body, password });
        assert.ok(late.status === 429 && Number(late.headers.get("retry-after")) >= 1, path);
        await audited("login_refused", (entry) => entry.object === `account:${who.id}` && entry.address === enemy.from, 5);
    }
    assert.equal(said.size, 1, [...said].join("\n"));
    assert.deepEqual((await person.get("/api/v1/sessions")).body.sessions.map(({ kind }) => kind), ["session"]);
    assert.equal((await person.get("/api/v1/alerts/delivery")).body.feed.made_at, null);
    assert.ok((await person.get("/api/v1/accounts")).body.accounts.every(({ login }) => login !== "stolen"));
    assert.equal((await auditor.get("/api/v1/sessions")).status, 200); // nobody was invited in its place
    const made = await person.post("/api/v1/accounts", { login: "invited", name: "李", role: "auditor", password });
    assert.equal(made.status, 201);
    assert.equal((await person.post(`/api/v1/accounts/${made.body.id}/invitation`, { password })).status, 200);
    for (const path of ["/api/v1/tokens", "/api/v1/alerts/feed"]) assert.equal((await person.post(path, path.endsWith("feed") ? { password } : { name: "x", password })).status, 201);
    const { token } = (await person.post("/api/v1/tokens", { name: "x", password })).body;
    assert.equal((await visitor({ token }).post("/api/v1/alerts/feed", { password }, { origin: null })).status, 403);
    // two administrators would be one too many for what follows
    assert.equal((await admin.ask("PATCH", `/api/v1/accounts/${person.id}`, { active: false })).status, 204);
});

test("who is refused again and again is in the audit as often as it takes, and that there was more", async () => {
    const enemy = visitor({ from: "198.51.100.99" });
    for (let i = 0; i < 60; i++) assert.equal((await enemy.get("/api/v1/accounts")).status, 401);
    const mine = (entry) => entry.address === enemy.from;
    await audited("refusals_more", mine);
    const kept = await audited("unauthorised", mine, 30);
    assert.ok(kept.length < 60, kept.length);
    assert.equal((await audited("refusals_more", mine)).length, 1);
});

test("a secret of the command line opens an account once, and never again", async () => {
    assert.equal((await visitor().post("/api/v1/activation", { secret: office.secret })).status, 401);
    assert.equal((await visitor().post("/api/v1/activation", { secret: office.secret, password, code: "1" })).status, 401);
    assert.equal((await visitor().post("/api/v1/activation", { secret: "short" })).status, 401);
    const secret = execFileSync(indexer, ["account", "add", "--role", "auditor", "--login", "weak", "--name", "弱"], { env }).toString().trim();
    for (const bad of ["short", "1234567890", "sunshine2024"]) {
        const { status, body } = await visitor().post("/api/v1/activation", { secret, password: bad });
        assert.equal(status, 400);
        assert.equal(body.field, "password");
    }
    await audited("opening_refused");
});

test("there is no account before one is made, and none has a password", () => {
    const fresh = mkdtempSync(join(tmpdir(), "zhiku-fresh-"));
    const own = { ...env, ZHIKU_DATA: fresh };
    execFileSync(indexer, ["import", join(data, "experts.csv")], { env: own });
    assert.equal(execFileSync(indexer, ["account", "list"], { env: own }).toString(), "");
    assert.equal(spawnSync(indexer, ["account", "add", "--role", "king", "--login", "king", "--name", "k"], { env: own }).status, 2);
    assert.equal(spawnSync(indexer, ["account", "renew", "--login", "nobody"], { env: own }).status, 1);
    assert.equal(spawnSync(indexer, ["account", "add"], { env: own }).status, 2);
    rmSync(fresh, { recursive: true });
});

test("sessions are listed and ended by their owner, and by the administrator", async () => {
    const person = await open(base, env, "expert", "person", 1);
    const other = visitor({ login_name: "person" });
    assert.equal((await other.login()).status, 200);
    const { body } = await person.get("/api/v1/sessions");
    assert.equal(body.sessions.length, 2);
    assert.equal(body.sessions.filter((session) => session.own).length, 1);
    const strange = (await office.get("/api/v1/sessions")).body.sessions[0].id;
    assert.equal((await person.ask("DELETE", `/api/v1/sessions/${strange}`)).status, 404);
    await audited("stranger", (entry) => entry.object === `session:${strange}` && entry.account === person.id);
    assert.equal((await person.ask("DELETE", `/api/v1/sessions/${body.sessions.find((session) => !session.own).id}`)).status, 204);
    assert.deepEqual((await other.get("/api/v1/session")).body, { account: null });
    assert.equal((await admin.get(`/api/v1/accounts/${person.id}/sessions`)).body.sessions.length, 1);
    assert.equal((await admin.ask("DELETE", `/api/v1/accounts/${person.id}/sessions`)).status, 204);
    assert.equal((await person.get("/api/v1/sessions")).status, 401);
});

test("the last administrator is not disabled, and renewed on the command line only", async () => {
    assert.equal((await admin.post(`/api/v1/accounts/${admin.id}/invitation`, { password })).status, 422);
    assert.equal((await admin.ask("PATCH", `/api/v1/accounts/${admin.id}`, { active: false })).status, 422);
    assert.equal((await admin.get("/api/v1/session")).body.account.login, "admin");
});

test("logging out, another password and disabling end sessions", async () => {
    const person = await open(base, env, "evaluator", "leaver");
    const second = visitor({ login_name: "leaver" });
    await second.login();
    assert.equal((await person.ask("PUT", "/api/v1/password", { password: "wrong", new_password: "another-sentence" })).status, 401);
    assert.equal((await person.ask("PUT", "/api/v1/password", { password, new_password: "another-sentence" })).status, 204);
    assert.equal((await second.get("/api/v1/sessions")).status, 401);
    const old = person.cookie;
    assert.equal((await person.ask("DELETE", "/api/v1/session")).status, 204);
    assert.equal(person.cookie, "");
    assert.equal((await visitor({ cookie: old }).get("/api/v1/sessions")).status, 401);
    await audited("session_refused");
    assert.equal((await person.login({ password: "another-sentence" })).status, 200);
    assert.equal((await admin.ask("PATCH", `/api/v1/accounts/${person.id}`, { active: false })).status, 204);
    assert.equal((await person.get("/api/v1/sessions")).status, 401);
    assert.equal((await person.login({ password: "another-sentence" })).status, 401);
});

test("API tokens work until they are revoked, and cannot change their account", async () => {
    const { status, body } = await office.post("/api/v1/tokens", { name: "report", days: 7, password });
    assert.equal(status, 201);
    const machine = visitor({ token: body.token });
    assert.equal((await machine.get("/api/v1/session")).body.account.login, "office");
    assert.equal((await machine.ask("PUT", "/api/v1/password", { password, new_password: "another-sentence" }, { origin: null })).status, 403);
    assert.equal((await machine.post("/api/v1/tokens", { name: "more", password }, { origin: null })).status, 403);
    for (const token of [body.token.slice(1), `${body.token}x`, body.token.replace(/.$/, (c) => (c === "A" ? "B" : "A")), "", office.cookie]) {
        const answer = await fetch(`${base}/api/v1/search`, { headers: { authorization: `Bearer ${token}` } });
        assert.equal(answer.status, 401, token);
    }
    await audited("token_refused");
    assert.equal((await office.ask("DELETE", `/api/v1/sessions/${body.id}`)).status, 204);
    assert.equal((await machine.get("/api/v1/session")).status, 401);
});

test("another password and the administrator end API tokens as well as sessions", async () => {
    const person = await open(base, env, "evaluator", "programmer"), other = await open(base, env, "evaluator", "bystander");
    const machine = async (owner, own = password) => visitor({ token: (await owner.post("/api/v1/tokens", { name: "report", password: own })).body.token });
    const [first, kept] = [await machine(person), await machine(other)];
    assert.equal((await person.ask("PUT", "/api/v1/password", { password, new_password: "another-sentence" })).status, 204);
    assert.equal((await first.get("/api/v1/session")).status, 401);
    assert.equal((await person.get("/api/v1/sessions")).status, 200);
    const second = await machine(person, "another-sentence");
    assert.equal((await admin.ask("DELETE", `/api/v1/accounts/${person.id}/sessions`)).status, 204);
    assert.equal((await second.get("/api/v1/session")).status, 401);
    assert.equal((await kept.get("/api/v1/session")).status, 200);
    assert.equal((await admin.ask("DELETE", "/api/v1/accounts/999999/sessions")).status, 404);
});

test("nobody gives himself a role, or a member that no form has", async () => {
    const person = await open(base, env, "expert", "climber", 2);
    for (const [method, path, body] of [["POST", "/api/v1/session", { login: "climber", password, role: "administrator" }],
        ["POST", "/api/v1/registrations", { login: "abc", name: "x", password, credit_code: "91350100M000100Y43", organisation: "某厂", role: "office" }],
        ["PUT", "/api/v1/password", { password, new_password: "another-sentence", role: "office" }]]) {
        const answer = await (path.endsWith("registrations") ? visitor() : person).ask(method, path, body);
        assert.equal(answer.status, 400, path);
        assert.equal(answer.body.field, "role");
    }
    assert.equal((await person.post("/api/v1/accounts", { login: "abc", name: "x", role: "office" })).status, 403);
    await audited("forbidden", (entry) => entry.account === person.id);
    assert.equal((await fetch(`${base}/api/v1/accounts`, { headers: { role: "administrator", "x-role": "administrator", cookie: "role=administrator" } })).status, 401);
});

test("an enterprise registers by credit code and is let in by the office", async () => {
    const form = { login: "factory", name: "王工", password, credit_code: "91350100M000100Y43", organisation: "某厂 138.1234.5678" };
    assert.equal((await visitor().post("/api/v1/registrations", { ...form, credit_code: "91350100M000100Y44" })).body.field, "credit_code");
    assert.equal((await visitor().post("/api/v1/registrations", form)).status, 202);
    assert.equal((await audited("registered"))[0].new, "某厂 *************");
    const factory = visitor({ login_name: "factory" });
    assert.equal((await factory.login()).status, 401);
    const { registrations } = (await office.get("/api/v1/registrations")).body;
    assert.equal(registrations.length, 1);
    assert.equal((await admin.post(`/api/v1/registrations/${registrations[0].id}`, { approve: true })).status, 403);
    assert.equal((await office.post(`/api/v1/registrations/${registrations[0].id}`, { approve: true })).status, 204);
    assert.equal((await factory.login()).body.account.role, "enterprise");
    assert.ok((await factory.get("/api/v1/session")).body.account.record > 0);
});

test("an enterprise that the public does not see yet finds itself in its demands; nobody else finds it there", async () => {
    const factory = visitor({ login_name: "factory" });
    const record = (await factory.login()).body.account.record;
    const own = `organisation:${record}`;
    assert.equal((await visitor().get(`/api/v1/organisations/${record}`)).status, 404);
    const made = await factory.post("/api/v1/demands", { title: "主轴温升", body: "主轴高速运转时温升大，求热误差补偿。" });
    assert.equal(made.status, 201, made.text);
    const path = `/api/v1/demands/${made.body.id.split(":")[1]}`;
    assert.equal((await factory.get(path)).body.organisation.id, own);
    assert.equal((await factory.post(`${path}/status`, { status: "open" }, { "if-match": '"1"' })).status, 200);
    assert.equal((await factory.get(path)).body.organisation.id, own);
    assert.equal((await visitor().get(path)).body.organisation, undefined);
});

test("a registration does not tell which logins there are: the office sees it, and gives another", async () => {
    const form = { name: "李工", password, credit_code: "91350100M000100Y43", organisation: "某厂" };
    const said = new Set();
    for (const login of ["office", "auditor", "nobody-yet", "nobody-yet"]) {
        const answer = await visitor().post("/api/v1/registrations", { ...form, login });
        said.add(`${answer.status} ${answer.text}`);
    }
    assert.deepEqual([...said], ['202 {"state":"pending"}']);
    const waiting = hold("Registrations", (await office.get("/api/v1/registrations")).body).registrations;
    assert.deepEqual(waiting.map(({ login, taken }) => [login, taken]), [["office", true], ["auditor", true], ["nobody-yet", false], ["nobody-yet", true]]);
    const decide = (n, body) => office.post(`/api/v1/registrations/${waiting[n].id}`, body);
    const refused = await decide(0, { approve: true });
    assert.deepEqual([refused.status, refused.body.code, refused.body.field], [400, "duplicate", "login"]);
    assert.equal((await decide(0, { approve: true, login: "auditor" })).body.code, "duplicate");
    assert.equal((await decide(0, { approve: true, login: "no such login" })).body.field, "login");
    assert.equal((await decide(0, { approve: true, login: "factory-2" })).status, 204);
    assert.equal((await visitor({ login_name: "factory-2" }).login()).body.account.name, "李工");
    assert.equal((await office.get("/api/v1/session")).body.account.login, "office");
    for (const n of [1, 2, 3]) assert.equal((await decide(n, { approve: false })).status, 204);
});

test("a change is taken from our own page only", async () => {
    for (const origin of ["https://evil.example", "null", `${base}.evil.example`, "http://127.0.0.1"])
        assert.equal((await office.post("/api/v1/tokens", { name: "x" }, { origin })).status, 403, origin);
    assert.equal((await office.post("/api/v1/tokens", { name: "x" }, { origin: null })).status, 403);
    assert.equal((await visitor().post("/api/v1/session", { login: "office", password }, { origin: "https://evil.example" })).status, 403);
    for (const [method, path] of [["GET", "/api/v1/tokens"], ["POST", "/api/v1/sessions"], ["PUT", "/api/v1/search"]])
        assert.equal((await office.ask(method, path)).status, 405, `${method} ${path}`);
});

test("every answer has its headers, private ones are not kept", async () => {
    assert.equal((await visitor().get("/nowhere", { accept: "text/html" })).body.code, "not_found"); // this server has no page to say it with
    for (const person of [visitor(), office]) {
        const { headers } = await person.get("/api/v1/search");
        assert.match(headers.get("content-security-policy"), /default-src 'none'; script-src 'self'/);
        for (const [name, value] of [["x-content-type-options", "nosniff"], ["referrer-policy", "same-origin"], ["cross-origin-opener-policy", "same-origin"],
            ["cross-origin-resource-policy", "same-origin"], ["cache-control", person === office ? "no-store" : "no-cache"]])
            assert.equal(headers.get(name), value);
        assert.match(headers.get("permissions-policy"), /camera=\(\)/);
    }
});

test("who asks too often is told when to come again, and a harvest raises an alarm", async () => {
    const crawler = visitor({ from: "198.51.100.7" });
    const answers = [];
    for (let i = 0; i < 35; i++) answers.push(await crawler.get("/api/v1/experts/1"));
    assert.equal(answers.filter(({ status }) => status === 200).length, 30);
    assert.equal(answers.at(-1).status, 429);
    assert.ok(Number(answers.at(-1).headers.get("retry-after")) >= 1);
    assert.equal((await visitor({ from: "198.51.100.8" }).get("/api/v1/experts/1")).status, 200);
    const alarms = await audited("harvest", (entry) => entry.address === "198.51.100.7");
    assert.equal(alarms.length, 1);
    const spoofed = await visitor().get("/api/v1/experts/1", { "x-forwarded-for": "192.0.2.200, 198.51.100.7" });
    assert.equal(spoofed.status, 429); // what stands before the proxy's own address is anybody's word
});

test("candidates that are named count as records of a harvest, and files of them are told to the audit", async () => {
    const crawler = visitor({ from: "198.51.100.9" }), ids = Array.from({ length: 11 }, (_, i) => `id=expert:${i + 1}`).join("&");
    assert.equal((await crawler.get(`/api/v1/candidates?${ids}`)).status, 200);
    for (const format of ["csv", "xlsx"]) assert.equal((await crawler.get(`/api/v1/candidates.${format}?${ids}`)).status, 200);
    assert.equal((await audited("harvest", (entry) => entry.address === crawler.from)).length, 1);
    const files = await audited("export", (entry) => entry.address === crawler.from, 2);
    assert.deepEqual(files.map(({ field }) => field).toSorted(), ["candidates.csv", "candidates.xlsx"]);
    assert.match(files[0].new, /^\d+$/);
});

test("matches, what is similar and what fits are searches, and are limited like them", async (t) => {
    const few = await serve(env, ["--rate-search", "1"]);
    t.after(async () => assert.equal(await ended(few.server), 0));
    for (const [n, ask] of [(who) => who.post("/api/v1/match", { text: "机床热误差补偿" }), (who) => who.get("/api/v1/experts/1/similar"), (who) => who.get("/api/v1/experts/1/demands")].entries()) {
        const crawler = new Person(few.base, { from: `198.51.100.${20 + n}` });
        assert.notEqual((await ask(crawler)).status, 429);
        assert.equal((await ask(crawler)).status, 429);
    }
});

test("changes that find the queue full are told to come again, and searches go on", async () => {
    const many = Array.from({ length: 120 }, (_, i) => visitor({ from: `192.0.2.${i}` }).post("/api/v1/session", { login: `nobody${i}`, password }));
    await sleep(20);
    const start = Date.now();
    assert.equal((await visitor().get("/healthz")).status, 200);
    assert.ok(Date.now() - start < 3000);
    const statuses = (await Promise.all(many)).map(({ status }) => status);
    assert.ok(statuses.includes(503) && statuses.includes(401), [...new Set(statuses)].join());
});

test("over HTTP a session ends when it is idle, and lives on while it is used", async (t) => {
    const short = await serve(env, ["--session-idle", "4", "--session-seconds", "9"]);
    t.after(async () => assert.equal(await ended(short.server), 0));
    const person = new Person(short.base, { login_name: "auditor" });
    assert.equal((await person.login()).status, 200);
    for (let i = 0; i < 5; i++) { // 6 s, and no longer than 4 s idle
        await sleep(1200);
        assert.equal((await person.get("/api/v1/sessions")).status, 200);
    }
    await sleep(3500);
    assert.equal((await person.get("/api/v1/sessions")).status, 401); // 9 s are over
    assert.equal((await person.login()).status, 200);
    await sleep(5600);
    assert.equal((await person.get("/api/v1/sessions")).status, 401);
});

test("an origin without a host to compare it with is refused", async () => {
    const port = Number(base.split(":").pop());
    const said = await new Promise((resolve) => {
        let got = "";
        const socket = connect(port, "127.0.0.1", () => socket.write(`POST /api/v1/session HTTP/1.0\r\nOrigin: ${base}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`));
        socket.on("data", (chunk) => { got += chunk; });
        socket.on("close", () => resolve(got));
    });
    assert.match(said, /^HTTP\/1\.[01] 403/);
});

test("the audit is the auditor's, who can change nothing", async () => {
    for (const person of [visitor(), office, admin]) assert.ok([401, 403].includes((await person.get("/api/v1/audit")).status));
    assert.equal((await auditor.post("/api/v1/accounts", {})).status, 403);
    assert.equal((await auditor.get("/api/v1/audit?from=yesterday")).body.field, "from");
    assert.equal((await auditor.get("/api/v1/audit?size=2")).body.entries.length, 2);
    const { text } = await auditor.get("/api/v1/audit?size=200");
    assert.doesNotMatch(text, new RegExp(`${password}|another-sentence|${office.cookie}|${office.secret}|${office.totp}`));
    assert.match(execFileSync(indexer, ["audit", "verify"], { env }).toString(), /^\d+ rows, head [0-9a-f]{64}\n$/);
});

test("settings that would weaken sessions are refused", () => {
    for (const args of [["--plain-cookie", "1", "--listen", "0.0.0.0"], ["--tls-cert", "x"], ["--password-policy", "none"], ["--session-idle", "0"]])
        assert.equal(spawnSync(program, ["--port", "0", ...args], { env }).status, 2, args.join(" "));
});
