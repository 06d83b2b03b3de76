// SPDX-License-Identifier: GPL-3.0-or-later
// What proves nobody: tokens, secrets and codes that are wrong, altered, used up, expired, from the future or
// of a disabled account are refused in the same words; so are passwords of ten megabytes, and what nobody may
// give himself. All of it is audited.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Person, code, invite, open, password } from "./people.mjs";
import { ended, indexer, serve } from "./support.mjs";

let base, server, data, env, auditor;
const sql = (text) => execFileSync("sqlite3", ["-cmd", ".timeout 5000", join(data, "zhiku.db"), text]).toString().trim();
const visitor = (fields) => new Person(base, fields);
const altered = (token) => token.replace(/.$/, (c) => (c === "A" ? "B" : "A"));

/* Entries of an action that came since, until there are so many. */
async function audited(action, least, since = 0) {
    for (let i = 0; i < 60; i++, await sleep(100)) {
        const found = (await auditor.get(`/api/v1/audit?action=${action}&size=200`)).body.entries.filter(({ seq }) => seq > since);
        if (found.length >= least) return found;
    }
    assert.fail(`fewer than ${least} of ${action} in the audit`);
}
const newest = async () => (await auditor.get("/api/v1/audit?size=1")).body.entries[0].seq;

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-refuse-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    writeFileSync(join(data, "experts.csv"), "编号,姓名\nE1,张三\n");
    execFileSync(indexer, ["import", join(data, "experts.csv")], { env });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    ({ server, base } = await serve(env, ["--rate-login", "0"]));
    auditor = await open(base, env, "auditor", "auditor");
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

test("sessions and tokens that are wrong, cut, used up, expired, early or of a disabled account", async () => {
    const said = { cookie: new Set(), token: new Set() }, since = await newest();
    const refused = async (fields) => {
        const answer = await visitor(fields).get("/api/v1/sessions");
        assert.equal(answer.status, 401, JSON.stringify(fields));
        said["cookie" in fields ? "cookie" : "token"].add(answer.text);
    };
    const person = await open(base, env, "evaluator", "person");
    const { token, id } = (await person.post("/api/v1/tokens", { name: "report", days: 7, password })).body;
    const known = `(SELECT id FROM account WHERE login = 'person')`;
    const each = async (change, back) => {
        sql(`UPDATE token SET ${change} WHERE account_id = ${known}`);
        await refused({ cookie: person.cookie });
        await refused({ token });
        sql(`UPDATE token SET ${back} WHERE account_id = ${known}`);
        assert.equal((await person.get("/api/v1/sessions")).status, 200);
    };
    for (const wrong of ["A".repeat(43), altered(token), token.slice(1), `${token}x`, "x"]) await refused({ token: wrong });
    for (const wrong of ["A".repeat(43), altered(person.cookie), person.cookie.slice(1), `${person.cookie}x`, token]) await refused({ cookie: wrong });
    await refused({ token: person.cookie }); // a session is no token
    const times = sql(`SELECT created_at || ' ' || max(expires_at) FROM token WHERE account_id = ${known}`).split(" ");
    await each("expires_at = 1", `expires_at = ${times[1]}`);
    await each("created_at = 99999999999", `created_at = ${times[0]}`); // the clock was set back
    sql(`UPDATE account SET state = 'disabled' WHERE login = 'person'`); // and its tokens are still there
    await refused({ cookie: person.cookie });
    await refused({ token });
    sql(`UPDATE account SET state = 'active' WHERE login = 'person'`);
    assert.equal((await person.ask("DELETE", `/api/v1/sessions/${id}`)).status, 204);
    await refused({ token });
    const { cookie } = person;
    assert.equal((await person.ask("DELETE", "/api/v1/session")).status, 204);
    await refused({ cookie });
    assert.deepEqual([said.cookie.size, said.token.size], [1, 1], [...said.cookie, ...said.token].join("\n"));
    await audited("unauthorised", 5, since); // a cookie that is nobody's asks as a visitor
    await audited("token_refused", 5, since);
});

test("one-use secrets that are wrong, cut, used up or expired", async () => {
    const said = new Set(), since = await newest();
    const refused = async (secret) => {
        for (const more of [{}, { password }, { password, code: "000000" }]) {
            const answer = await visitor().post("/api/v1/activation", { secret, ...more });
            assert.equal(answer.status, 401, secret);
            said.add(answer.text);
        }
    };
    const secret = invite(env, "auditor", "late"), other = invite(env, "office", "gone");
    for (const wrong of ["A".repeat(43), altered(secret), secret.slice(1), `${secret}x`, ""]) if (wrong) await refused(wrong);
    const opening = await visitor().post("/api/v1/activation", { secret: other });
    sql("UPDATE token SET expires_at = 1 WHERE account_id = (SELECT id FROM account WHERE login = 'gone')");
    await refused(other);
    assert.ok(opening.body.totp);
    assert.equal((await visitor().post("/api/v1/activation", { secret, password })).status, 200);
    await refused(secret);
    assert.equal(said.size, 1, [...said].join("\n"));
    await audited("opening_refused", 5, since);
});

test("a code that was used, is from another time or of another account is refused as a wrong password is", async () => {
    const one = await open(base, env, "office", "one"), two = await open(base, env, "office", "two");
    const said = new Set(), since = await newest(), now = Date.now() / 1000;
    const once = code(one.totp, now + 30);
    const refused = async (body) => {
        const answer = await visitor().post("/api/v1/session", { login: "one", password, ...body });
        assert.equal(answer.status, 401, JSON.stringify(body));
        said.add(answer.text);
    };
    await refused({ code: code(two.totp, now + 30) });
    await refused({ code: code(one.totp, now + 3600) });
    await refused({ password: "wrong-sentence", code: once });
    assert.equal((await visitor().post("/api/v1/session", { login: "one", password, code: once })).status, 200);
    await refused({ code: once });
    assert.equal(said.size, 1);
    await audited("login_refused", 4, since);
});

test("a password of ten megabytes is refused before it is hashed, wherever one is taken", async () => {
    const huge = "z".repeat(10 << 20), person = await open(base, env, "evaluator", "patient"), since = await newest();
    const cut = () => ({ status: 413 }); // or the connection was
    for (const ask of [() => visitor().post("/api/v1/session", { login: "patient", password: huge }),
        () => visitor().post("/api/v1/activation", { secret: "A".repeat(43), password: huge }),
        () => visitor().post("/api/v1/registrations", { login: "factory", name: "王工", password: huge, credit_code: "91350100M000100Y43", organisation: "某厂" }),
        () => person.ask("PUT", "/api/v1/password", { password, new_password: huge })])
        assert.equal((await ask().catch(cut)).status, 413);
    for (const length of [513, 100000]) { // small enough for a body, and too long for a password
        const answer = await person.ask("PUT", "/api/v1/password", { password, new_password: "y".repeat(length) });
        assert.deepEqual([answer.status, answer.body.field], [400, "password"]);
    }
    assert.equal((await person.login()).status, 200);
    await audited("too_long", 1, since); // at least: a connection that was cut may have had no answer
});

test("a role, an owner or a state that a request gives itself is refused by its name, in every form", async () => {
    const expert = await open(base, env, "expert", "expert", 1), since = await newest();
    expert.from = "198.51.100.79";
    const etag = (await expert.get("/api/v1/experts/1")).headers.get("etag");
    for (const member of ["role", "account", "record", "state", "id", "version", "created_at", "approved"]) {
        for (const [method, path, body] of [["POST", "/api/v1/session", { login: "expert", password }], ["PUT", "/api/v1/password", { password, new_password: "another-sentence" }],
            ["POST", "/api/v1/tokens", { name: "x", days: 1, password }], ["PATCH", "/api/v1/experts/1", { summary: "x" }], ["PUT", "/api/v1/experts/1/hidden", {}],
            ["POST", "/api/v1/experts/1/consents", { statement: "a", channel: "web", scope: "b" }]]) {
            const answer = await expert.ask(method, path, { ...body, [member]: member === "record" ? 2 : "administrator" }, { "if-match": etag });
            assert.deepEqual([answer.status, answer.body.field], [400, member], `${method} ${path} ${member}`);
        }
    }
    assert.equal((await expert.get("/api/v1/session?role=administrator")).status, 400);
    assert.equal((await expert.get("/api/v1/session", { "x-role": "administrator" })).body.account.role, "expert");
    assert.equal((await visitor({ cookie: expert.cookie, prefix: expert.prefix, from: "198.51.100.78" }).get("/api/v1/accounts")).status, 403); // of one address the audit has thirty a minute
    await audited("forbidden", 1, since);
    assert.ok((await audited("unknown_member", 20, since)).every(({ login, field, old, new: after }) => login === "expert" && field && !old && !after));
});

test("who asks too often is audited too", async () => {
    const since = await newest(), address = "198.51.100.77";
    const answers = [];
    for (let i = 0; i < 7; i++) answers.push((await visitor({ from: address }).post("/api/v1/session", { login: "nobody", password })).status);
    assert.deepEqual(answers, [401, 401, 401, 401, 401, 429, 429]);
    assert.equal((await audited("too_often", 2, since)).filter((entry) => entry.address === address).length, 2);
});
