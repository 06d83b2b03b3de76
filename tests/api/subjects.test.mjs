// SPDX-License-Identifier: GPL-3.0-or-later
// The people concerned: consent, withdrawal, their data, erasing, and that a restore does not bring
// anybody back.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { backUp, putBack, sql as ask } from "./backup.mjs";
import { Person, agreement, open } from "./people.mjs";
import { ended, indexer, serve } from "./support.mjs";

let base, server, data, env, office, expert, stranger, auditor, visitor;
const sql = (text) => ask(data, text);
const id = {};

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-subject-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    writeFileSync(join(data, "experts.csv"), "编号,姓名,手机,电子邮箱,简介\nE1,独孤求败,19900001111,dugu@example.com,煤化工\nE2,李四,19900002222,,废水\nE3,欧阳锋,19900003333,,\"=cmd|' /C calc'!A0\"\nE4,洪七,19900004444,,\n");
    writeFileSync(join(data, "achievements.csv"), "编号,题目,完成人\nA1,一种方法,@E1\n");
    execFileSync(indexer, ["import", join(data, "experts.csv"), join(data, "achievements.csv")], { env });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    ({ server, base } = await serve(env, ["--rate-login", "0", "--rate-export", "9"]));
    visitor = new Person(base);
    for (const hit of (await visitor.get("/api/v1/search?size=100")).body.hits) id[(await visitor.get(`/api/v1${hit.url}`)).body.ref] = hit.url.split("/").pop();
    office = await open(base, env, "office", "office");
    auditor = await open(base, env, "auditor", "auditor");
    expert = await open(base, env, "expert", "dugu", id.E1);
    stranger = await open(base, env, "expert", "lisi", id.E2);
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});
const path = (ref) => `/api/v1/experts/${id[ref]}`;

test("contacts are not shown without consent; consent has its version, channel, scope and end", async () => {
    assert.equal((await office.post(`${path("E1")}/contacts`, { purpose: "邀请" })).status, 422);
    // One of before the scope was fixed, in other words.
    sql(`INSERT INTO consent (record_id, statement, channel, scope, given_at) VALUES (${id.E1}, '2025', 'web', '只同意公开照片', 1700000000)`);
    assert.equal((await office.post(`${path("E1")}/contacts`, { purpose: "邀请" })).status, 422);
    sql("DELETE FROM consent");
    const form = await agreement(expert, path("E1"));
    const ended = ["2001-01-01", "1970-01-01", "1969-12-31", new Date().toISOString().slice(0, 10)].map((day) => [{ ...form, expires_on: day }, "expires_on"]);
    for (const [body, field] of [...ended, [{ channel: "web", scope: "x" }, "statement"], [{ ...form, statement: "00000000" }, "statement"], [{ ...form, channel: "shouted" }, "channel"],
        [{ ...form, channel: "paper" }, "channel"], [{ ...form, scope: "只同意公开照片" }, "scope"]])
        assert.equal((await expert.post(`${path("E1")}/consents`, body)).body.field, field);
    assert.equal((await expert.post(`${path("E1")}/consents`, { ...form, expires_on: "2099-01-01" })).status, 204);
    const [consent] = (await expert.get(`${path("E1")}/consents`)).body.consents;
    assert.deepEqual([consent.statement, consent.channel, consent.scope, consent.valid, consent.expires_at], [form.statement, "web", "contacts", true, "2099-01-01T00:00:00Z"]);
    assert.equal((await office.post(`${path("E1")}/contacts`, { purpose: "邀请" })).body.contacts.phone, "19900001111");
    for (const [method, way] of [["GET", "consents"], ["POST", "consents"], ["DELETE", "consents"], ["GET", "data"]])
        assert.equal((await stranger.ask(method, `${path("E1")}/${way}`, method === "POST" ? { statement: "a", channel: "web", scope: "b" } : undefined)).status, 404, way);
});

test("a person has all that is kept of him as a file, and the audit knows", async () => {
    assert.equal((await expert.post("/api/v1/saved", { search: "q=煤化工", name: "煤化工的新资料" })).status, 201);
    assert.equal((await expert.post("/api/v1/requests", { what: "correction", record: Number(id.E1), text: "单位已变更" })).status, 202);
    assert.equal((await expert.ask("PATCH", path("E1"), { summary: "煤化工与废水" }, { "if-match": (await expert.get(path("E1"))).headers.get("etag") })).status, 202);
    sql(`INSERT INTO subscriber (account_id, uuid, mail) VALUES (${expert.id}, randomblob(16), 'dugu@mail.example') ON CONFLICT DO UPDATE SET mail = excluded.mail`);
    assert.equal((await expert.ask("PUT", "/api/v1/shortlist", { ids: [`expert:${id.E3}`, `expert:${id.E2}`] })).status, 200);
    assert.equal((await expert.ask("PUT", `${path("E1")}/hidden`, { fields: "summary,position" })).status, 200);
    const { body, headers } = await expert.get(`${path("E1")}/data`);
    assert.deepEqual([body.shortlist, body.hidden], [`expert:${id.E3}\nexpert:${id.E2}`, "position\nsummary"]);
    assert.match(body.saved, /^煤化工的新资料; search; q=/);
    assert.match(body.requests, /^correction; 单位已变更; asked \d{4}-\d\d-\d\d$/);
    assert.deepEqual([body.drafts, body.alert_mail], ["summary: 煤化工与废水", "dugu@mail.example"]);
    assert.deepEqual([body.name, body.phone, body.email], ["独孤求败", "19900001111", "dugu@example.com"]);
    assert.match(headers.get("content-disposition"), /attachment; filename="data.json"/);
    assert.match(body.consents, /^contacts; [0-9a-f]{8}; web; given \d{4}-\d\d-\d\d; expires 2099-01-01$/);
    for (const without of ["", "&purpose=", "&purpose=x"]) assert.equal((await office.get(`${path("E3")}/data?format=csv${without}`)).body.field, "purpose");
    const his = `${path("E3")}/data?format=csv&purpose=${encodeURIComponent("本人来信索取")}`;
    assert.equal((await office.post("/api/v1/requests", { what: "correction", record: Number(id.E3), text: "另一件事" })).status, 202);
    const unasked = await office.get(his); // or the number would be had without his consent
    assert.deepEqual([unasked.status, unasked.body.code], [422, "refused"]);
    assert.doesNotMatch(unasked.text, /1990/);
    const asked = (await office.post("/api/v1/requests", { what: "export", record: Number(id.E3), text: "来信索取" })).body.id;
    const { text } = await office.get(his);
    assert.match(text, /"手机",phone,"19900003333"/);
    assert.match(text, /"'=cmd\|' \/C calc'!A0"/); // no formula for a spreadsheet
    assert.equal((await office.post(`/api/v1/requests/${asked}`, { done: true })).status, 204);
    assert.equal((await office.get(his)).status, 422);
    assert.equal((await expert.get(`${path("E1")}/data?format=exe`)).status, 400);
    execFileSync(indexer, ["export", "--out", join(data, "all")], { env });
    execFileSync(indexer, ["export", "--public", "--out", join(data, "public")], { env }); // what everybody may have is not told
    const exports = (await auditor.get("/api/v1/audit?action=export")).body.entries;
    assert.deepEqual(exports.map(({ login, new: what }) => login ?? what.replace(/\d+/, "N")), ["command line, uid N", "office", "dugu"]);
    assert.deepEqual(exports.map(({ purpose }) => purpose), ["", "本人来信索取", ""]);
    assert.equal((await auditor.get("/api/v1/audit?action=import")).body.entries.length, 1);
    for (let i = 0; i < 10; i++) await expert.get(`${path("E1")}/data`);
    assert.equal((await expert.get(`${path("E1")}/data`)).status, 429);
});

test("withdrawing hides a person within the index's delay, and removes the contacts", async () => {
    assert.equal((await office.post(`${path("E2")}/consents`, { statement: "2026-1", channel: "paper", scope: "contacts" })).status, 204);
    assert.equal((await stranger.ask("DELETE", `${path("E2")}/consents`)).status, 204);
    assert.equal((await visitor.get(path("E2"))).status, 404);
    const { body } = await office.get(path("E2"));
    assert.equal(body.phone, undefined);
    assert.equal((await office.get(`${path("E2")}/history`)).body.versions.length, 0);
    const match = { "if-match": (await office.get(path("E2"))).headers.get("etag") }; // what is not in the history is not gone back to
    const back = await office.ask("POST", `${path("E2")}/restore`, { version: 1 }, match);
    assert.deepEqual([back.status, back.body.field], [404, "version"]);
    assert.equal((await office.get(path("E2"))).headers.get("etag"), match["if-match"]);
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    for (let i = 0; (await visitor.get("/api/v1/search?q=李四")).body.total > 0; i++, await sleep(100)) assert.ok(i < 30);
    assert.equal((await office.post(`${path("E2")}/contacts`, { purpose: "邀请" })).status, 422);
});

test("requests have a register with deadlines", async () => {
    const asked = await visitor.post("/api/v1/requests", { what: "correction", record: Number(id.E3), text: "我的单位已变更" });
    assert.equal(asked.status, 202);
    for (const person of [expert, auditor]) assert.equal((await person.post("/api/v1/requests", { what: "export", record: Number(id.E3), text: "我的资料" })).status, 202); // to all the form is shown to
    assert.equal((await visitor.post("/api/v1/requests", { what: "everything", record: 1, text: "x" })).body.field, "what");
    assert.equal((await visitor.get("/api/v1/requests")).status, 401);
    const [request] = (await office.get("/api/v1/requests")).body.requests;
    assert.equal(Date.parse(request.due_at) - Date.parse(request.at), 15 * 86400000);
    assert.equal(request.overdue, false);
    assert.equal((await office.post(`/api/v1/requests/${request.id}`, { done: true, reason: "已更正" })).status, 204);
    assert.equal((await office.post(`/api/v1/requests/${request.id}`, { done: true })).status, 404);
    assert.equal((await office.get("/api/v1/requests")).body.requests.find((one) => one.id === request.id).outcome, "done");
    const { total, page, size, requests: [last] } = (await office.get("/api/v1/requests?size=1&page=2")).body; // however many are open
    assert.deepEqual([page, size, last.id], [2, 1, (await office.get("/api/v1/requests?size=2")).body.requests[1].id]);
    assert.equal((await office.get(`/api/v1/requests?size=1&page=${total + 1}`)).body.requests.length, 0);
    assert.equal((await office.get("/api/v1/requests?size=101")).body.field, "size");
});

test("who is erased is gone from store, index, exports and history, and a restored backup does not bring him back", async () => {
    backUp(data);
    await office.ask("PATCH", path("E1"), { summary: "煤化工专家" }, { "if-match": (await office.get(path("E1"))).headers.get("etag") });
    assert.equal((await office.post(`${path("E1")}/erasure`, { reason: "本人来信要求删除" })).status, 204);
    const gone = async () => {
        assert.equal((await office.get(path("E1"))).status, 404);
        assert.equal((await expert.get("/api/v1/sessions")).status, 401);
        assert.doesNotMatch((await visitor.get(`/api/v1/achievements/${id.A1}`)).text, /独孤求败/);
        execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
        for (let i = 0; (await visitor.get("/api/v1/search?q=独孤求败")).body.total > 0; i++, await sleep(100)) assert.ok(i < 30);
        execFileSync(indexer, ["export", "--out", join(data, "out"), "--force"], { env });
        for (const file of readdirSync(join(data, "out"))) assert.doesNotMatch(readFileSync(join(data, "out", file), "utf8"), /独孤求败|19900001111/);
    };
    await gone();
    assert.equal(await ended(server), 0);
    for (const name of ["zhiku.db", "zhiku.db-wal"]) assert.equal((() => { try { return readFileSync(join(data, name)).indexOf("19900001111"); } catch { return -1; } })(), -1, name);
    assert.doesNotMatch(readFileSync(join(data, "subjects.log"), "utf8"), /独孤求败|1990/);
    rmSync(join(data, "index"), { recursive: true });
    putBack(data);
    assert.match(sql("SELECT title FROM record"), /独孤求败/);
    ({ server, base } = await serve(env, ["--rate-login", "0"]));
    for (const person of [visitor, office, expert, auditor]) person.base = base;
    assert.equal((await office.login()).status, 200); // sessions of the backup have ended
    execFileSync(indexer, ["build"], { env, stdio: "ignore" });
    for (let i = 0; (await visitor.get("/api/v1/search")).status !== 200; i++, await sleep(100)) assert.ok(i < 50);
    await gone();
});

test("the retention job empties what consent no longer covers, and leaves the rest", async () => {
    await office.post(`${path("E4")}/consents`, { statement: "2026-1", channel: "paper", scope: "contacts", expires_on: "2099-01-01" });
    sql(`UPDATE consent SET expires_at = 1 WHERE record_id = ${id.E4}`);
    sql("INSERT INTO account (login, name, role, state, created_at) VALUES ('old', 'old', 'office', 'invited', 1)");
    sql("INSERT INTO subject_request (what, kind, record_id, text, at, due_at, done_at, outcome) VALUES ('export', 'expert', 1, 'x', 1, 1, 1, 'done')");
    assert.match(execFileSync(indexer, ["retain"], { env }).toString(), /^reapplied 0\temptied 1\taccounts 1\trequests 1\n$/);
    assert.match(execFileSync(indexer, ["retain"], { env }).toString(), /^reapplied 0\temptied 0\taccounts 0\trequests 0\n$/);
    assert.equal(sql(`SELECT phone IS NULL FROM expert WHERE id = ${id.E4}`), "1");
    assert.equal(sql(`SELECT phone IS NULL FROM expert WHERE id = ${id.E3}`), "0");
    // Who was disabled longer ago than that is told nothing any more.
    for (const [n, days] of [[901, 200], [902, 10]]) sql(`INSERT INTO account (id, login, name, role, state, created_at) VALUES (${n}, 'gone${n}', 'x', 'office', 'disabled', 1);
        INSERT INTO saved (account_id, what, name, query, known, automatic, made_at, looked_at) VALUES (${n}, 'search', 'x', 'q=x', x'', 0, 1, 1);
        INSERT INTO alert (account_id, topic, what, made_at) VALUES (${n}, 'x', 'match', unixepoch());
        INSERT INTO subscriber (account_id, uuid, mail) VALUES (${n}, randomblob(16), 'gone@mail.example');
        INSERT INTO audit (at, role, address, action, object, field, old, new, purpose, hash) VALUES (unixepoch() - ${days} * 86400, 'administrator', '', 'account_disabled', 'account:${n}', '', '', '', '', zeroblob(32))`);
    execFileSync(indexer, ["retain"], { env });
    for (const table of ["saved", "alert", "subscriber"]) assert.equal(sql(`SELECT group_concat(account_id) FROM ${table} WHERE account_id > 900`), "902", table);
    assert.equal((await visitor.get(path("E4"))).status, 404);
});

test("the audit is kept, and read, however old it is", async () => {
    for (const days of [190, 4000]) sql(`INSERT INTO audit (at, role, address, action, object, field, old, new, purpose, hash)
        VALUES (unixepoch() - ${days} * 86400, 'office', '', 'login', '', '', '', '', '', zeroblob(32))`);
    const all = sql("SELECT group_concat(seq || ' ' || at || ' ' || action) FROM audit");
    execFileSync(indexer, ["retain"], { env });
    assert.ok(sql("SELECT group_concat(seq || ' ' || at || ' ' || action) FROM audit").startsWith(all));
    assert.throws(() => sql("DELETE FROM audit WHERE at < unixepoch() - 180 * 86400"), /append-only/);
    await auditor.login(); // the restore above ended its session
    const old = (await auditor.get("/api/v1/audit?action=login&size=200")).body.entries.filter(({ at }) => Date.now() - Date.parse(at) > 183 * 86400000);
    assert.equal(old.length, 2);
});
