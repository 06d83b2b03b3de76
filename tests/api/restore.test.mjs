// SPDX-License-Identifier: GPL-3.0-or-later
// A backup that is restored forgets, hides and corrects again what was forgotten, hidden and corrected since.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import * as backup from "./backup.mjs";
import { Person, agreement, open } from "./people.mjs";
import { ended, indexer, serve } from "./support.mjs";

let base, server, data, env, newest = "backup.db", office, expert, factory, auditor, visitor;
const id = {}, folders = { E: "experts", O: "organisations", V: "events" };
const path = (ref) => `/api/v1/${folders[ref[0]]}/${id[ref]}`;
const sql = (text) => backup.sql(data, text);
const etag = async (ref) => (await office.get(path(ref))).headers.get("etag");
const patch = async (person, ref, fields) => person.ask("PATCH", path(ref), fields, { "if-match": await etag(ref) });
const log = () => readFileSync(join(data, "subjects.log"), "utf8");

async function start() {
    ({ server, base } = await serve(env, ["--rate-login", "0", "--rate-export", "0"]));
    for (const person of [visitor, office, expert, factory, auditor]) if (person) person.base = base;
}
async function restart() {
    assert.equal(await ended(server), 0);
    await start();
}
/* The newest backup is put back, and the server started. */
async function restore(people = [office, expert, factory, auditor]) {
    assert.equal(await ended(server), 0);
    backup.putBack(data, newest);
    await start();
    for (const person of people) {
        assert.equal((await person.get("/api/v1/sessions")).status, 401); // which may have been ended since
        assert.equal((await person.login()).status, 200);
    }
}

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-restore-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    writeFileSync(join(data, "experts.csv"), "编号,姓名,手机,简介,职务\nE1,独孤求败,19900001111,煤化工,主任\nE2,李四,19900002222,废水,工程师\nE3,独孤求胜,19900003333,,\nE4,欧阳锋,19900004444,毒物,\n");
    writeFileSync(join(data, "organisations.csv"), "编号,名称,联系人,电话,简介\nO1,甲厂,王秘书,19900005555,机床\n");
    writeFileSync(join(data, "events.csv"), "编号,题目\nV1,论坛\n");
    execFileSync(indexer, ["import", ...["experts", "organisations", "events"].map((name) => join(data, `${name}.csv`))], { env });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    await start();
    visitor = new Person(base);
    for (const hit of (await visitor.get("/api/v1/search?size=100")).body.hits) id[(await visitor.get(`/api/v1${hit.url}`)).body.ref] = hit.url.split("/").pop();
    office = await open(base, env, "office", "office");
    expert = await open(base, env, "expert", "lisi", id.E2);
    factory = await open(base, env, "enterprise", "factory", id.O1);
    auditor = await open(base, env, "auditor", "auditor");
    assert.equal((await patch(office, "E1", { position: "副主任" })).status, 200);
    assert.equal((await auditor.get(`/api/v1/audit?object=expert:${id.E1}&action=edit`)).body.entries[0].old, "主任");
    const demand = (await factory.post("/api/v1/demands", { title: "机床热误差", summary: "机床热误差补偿" })).body;
    const where = `/api/v1/demands/${demand.id.split(":")[1]}`;
    assert.equal((await factory.ask("POST", `${where}/status`, { status: "open" }, { "if-match": (await factory.get(where)).headers.get("etag") })).status, 200);
    for (const ref of ["E1", "E2"]) assert.equal((await factory.post(`${where}/introductions`, { candidate: `expert:${id[ref]}`, message: `请联系${ref}` })).status, 201);
    assert.equal((await factory.ask("PUT", "/api/v1/shortlist", { ids: [`expert:${id.E1}`, `expert:${id.E2}`] })).body.ids.length, 2);
    backup.backUp(data, newest);
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

test("a contact person's number wants his consent, and goes with it; the organisation stays", async () => {
    assert.equal((await office.post(`${path("O1")}/contacts`, { purpose: "核对电话" })).status, 422);
    const form = await agreement(factory, path("O1"));
    assert.equal((await expert.post(`${path("O1")}/consents`, form)).status, 404);
    assert.equal((await factory.post(`${path("O1")}/consents`, form)).status, 204);
    assert.equal((await office.post(`${path("V1")}/consents`, form)).body.code, "refused"); // an event holds nothing by consent
    assert.deepEqual((await office.post(`${path("O1")}/contacts`, { purpose: "核对电话" })).body.contacts, { contact: "王秘书", phone: "19900005555" });
    assert.equal((await factory.ask("DELETE", `${path("O1")}/consents`)).status, 204);
    const { body } = await factory.get(path("O1"));
    assert.deepEqual([body.name, body.summary, body.phone, body.contact], ["甲厂", "机床", undefined, undefined]);
    assert.equal((await visitor.get(path("O1"))).status, 200);
    assert.doesNotMatch((await office.get(`${path("O1")}/history`)).text, /1990|王/);
});

test("a contact person asks as well, and the register knows of which record", async () => {
    assert.equal((await visitor.post("/api/v1/requests", { what: "correction", record: Number(id.O1), text: "电话已变更" })).status, 202);
    assert.equal((await visitor.post("/api/v1/requests", { what: "deletion", record: 999999, text: "没有这份资料" })).status, 202); // who asks learns nothing
    assert.deepEqual((await office.get("/api/v1/requests")).body.requests.map(({ record }) => record), [`organisation:${id.O1}`, "expert:999999"]);
});

test("who keeps what back is told to the owner and the office only", async () => {
    assert.equal((await expert.ask("PUT", `${path("E2")}/hidden`, { fields: "position" })).status, 200);
    const { fields } = (await expert.get(`${path("E2")}/hidden`)).body;
    assert.deepEqual(fields.find(({ field }) => field === "position"), { field: "position", hide: true, hidden: true });
    assert.deepEqual(fields.find(({ field }) => field === "name"), { field: "name", hide: false, hidden: false });
    assert.equal(fields.find(({ field }) => field === "phone"), undefined); // never public
    assert.equal((await factory.get(`${path("E2")}/hidden`)).status, 404);
    assert.equal((await visitor.get(`${path("E2")}/hidden`)).status, 401);
});

test("what merged records agreed to and kept back holds for the one", async () => {
    assert.equal((await office.post(`${path("E3")}/consents`, { statement: "2026-1", channel: "paper", scope: "contacts" })).status, 204);
    assert.equal((await patch(office, "E3", { summary: "不愿公开的简介" })).status, 200);
    assert.equal((await office.ask("PUT", `${path("E3")}/hidden`, { fields: "summary" })).status, 200);
    assert.equal((await patch(office, "E1", { summary: null })).status, 200);
    const merged = await office.ask("POST", `${path("E3")}/merge`, { into: Number(id.E1) }, { "if-match": await etag("E3") });
    assert.equal(merged.body.summary, "不愿公开的简介");
    assert.equal((await visitor.get(path("E1"))).body.summary, undefined);
    assert.equal((await office.get(`${path("E1")}/consents`)).body.consents[0].scope, "contacts");
});

/* Of two introductions, and two on a list, those with who was erased tell no more of him; the others stay. */
async function asIfNeverIntroduced() {
    const { introductions } = (await factory.get("/api/v1/introductions")).body;
    assert.deepEqual(introductions.map(({ candidate, message }) => [candidate.id, candidate.name, message]).toSorted((a, b) => (a[2] < b[2] ? -1 : 1)),
        [[`expert:${id.E2}`, "李四", "请联系E2"], [undefined, "（应本人要求删除）", "（已删除）"]]);
    assert.deepEqual((await factory.get("/api/v1/shortlist")).body.ids, [`expert:${id.E2}`]);
}

test("erasing clears what was asked and the searches for the name, in characters and in letters, and leaves the others", async () => {
    for (const q of ["独孤求败", "獨孤求敗 煤化工", "duguqiubai", "Qiubai Dugu 煤化工", "煤化工废水"]) await visitor.get(`/api/v1/search?q=${encodeURIComponent(q)}`);
    for (let i = 0; sql("SELECT count(*) FROM query WHERE text LIKE '%煤化工%' OR text LIKE '%dugu%'") < 4; i++, await sleep(100)) assert.ok(i < 60);
    await visitor.get("/api/v1/search?q=独孤求败的论文"); // waits in memory
    const kept = [];
    for (const wish of [{ search: `q=${encodeURIComponent("独孤求败 的论文")}`, name: "独孤求败" }, { search: `q=${encodeURIComponent("獨孤求敗")}` }, { need: { text: "想请独孤求败看看高盐废水的分质结晶，换热管二十天就要酸洗一次" } }])
        kept.push((await factory.post("/api/v1/saved", wish)).body.id);
    const asked = [];
    assert.equal((await office.post(`${path("E1")}/contacts`, { purpose: "约独孤求败 2026-11-25 座谈" })).status, 200);
    const told = async (action) => (await auditor.get(`/api/v1/audit?object=expert:${id.E1}&action=${action}`)).body.entries;
    assert.equal((await told("unmask"))[0].purpose, "约独孤求败 2026-11-25 座谈");
    for (const what of ["export", "deletion"]) asked.push((await visitor.post("/api/v1/requests", { what, record: Number(id.E1), text: "电话 19900007777" })).body.id);
    assert.equal((await office.post(`/api/v1/requests/${asked[0]}`, { done: true, reason: "已寄给独孤求败" })).status, 204);
    assert.equal((await office.post(`${path("E1")}/erasure`, { reason: "独孤求败本人要求" })).status, 204);
    assert.equal((await office.post(`/api/v1/requests/${asked[1]}`, { done: true, reason: "已删除独孤求败" })).status, 204);
    assert.deepEqual((await told("erase")).map(({ login, purpose }) => [login, purpose]), [["office", "本人要求"]]); // why is told, of whom is not
    for (const action of ["unmask", "subject_request_closed"]) assert.ok((await told(action)).every(({ purpose }) => purpose === "（已删除）"), action);
    assert.deepEqual((await told("subject_request_closed")).map(({ field }) => field), asked.toReversed().map((n) => `request:${n}`));
    assert.equal(sql("SELECT count(*) FROM audit WHERE instr(old || new || purpose, '独孤')"), "0");
    execFileSync(indexer, ["audit", "verify"], { env });
    assert.equal(sql("SELECT count(*) FROM subject_request WHERE text LIKE '%7777%'"), "0");
    const { saved } = (await factory.get("/api/v1/saved")).body;
    assert.doesNotMatch(JSON.stringify(saved), /独孤|獨孤|%E7%8B%AC/);
    assert.deepEqual(saved.filter((one) => !one.automatic).map((one) => [one.id, one.name, one.need?.text ?? one.url]),
        [[kept[2], "想请看看高盐废水的分质结晶，换热管二十天就要酸洗一次", "想请看看高盐废水的分质结晶，换热管二十天就要酸洗一次"], [kept[0], "检索", `/search?q=${encodeURIComponent("的论文")}`]]);
    await asIfNeverIntroduced();
    await sleep(2500); // what waits is written every two seconds
    assert.equal(sql("SELECT count(*) FROM query WHERE text LIKE '%独孤%' OR text LIKE '%dugu%'"), "0");
    assert.equal(sql("SELECT count(*) FROM query WHERE text = '煤化工废水'"), "1");
});

test("a restored backup is corrected, hidden, withdrawn and erased again, and once only", async () => {
    assert.equal((await expert.post(`${path("E2")}/consents`, await agreement(expert, path("E2")))).status, 204);
    const { draft } = (await patch(expert, "E2", { position: "总工程师", phone: "19911112222", keywords: ["热误差", "甲;乙"] })).body;
    assert.equal((await office.post(`/api/v1/drafts/${draft}`, { approve: true })).status, 204);
    assert.equal((await patch(office, "E4", { summary: "第一行\n第\\二行" })).status, 200);
    assert.equal((await office.ask("DELETE", `${path("E4")}/consents`)).status, 204);
    assert.equal(statSync(join(data, "subjects.log")).mode & 0o777, 0o600);
    assert.match(log(), /set expert \d+ \S+ phone 19911112222\n/);
    await restore();
    const { body } = await office.get(path("E2"));
    assert.deepEqual([body.position, body.keywords], ["总工程师", ["热误差", "甲;乙"]]);
    assert.equal(sql(`SELECT phone FROM expert WHERE id = ${id.E2}`), "19911112222");
    assert.equal((await visitor.get(path("E2"))).body.position, undefined); // kept back before
    assert.equal((await visitor.get(path("E4"))).status, 404);
    assert.equal((await office.get(path("E4"))).body.summary, "第一行\n第\\二行");
    assert.equal(sql(`SELECT phone IS NULL FROM expert WHERE id = ${id.E4}`), "1");
    assert.equal(sql(`SELECT phone IS NULL FROM organisation WHERE id = ${id.O1}`), "1");
    const { entries } = (await auditor.get(`/api/v1/audit?object=expert:${id.E1}&action=edit`)).body;
    assert.ok(entries.every((entry) => entry.old === "（已删除）")); // the backup had the key, and not for long
    await asIfNeverIntroduced();
    for (const ref of ["E1", "E3"]) assert.equal((await office.get(path(ref))).status, 404, ref); // E3 was merged into E1 when that was erased
    assert.equal(sql("SELECT count(*) FROM record WHERE title LIKE '独孤%'"), "0");
    assert.doesNotMatch(log(), /不愿公开/); // what was corrected of who is erased is written over
    // What happens now is not undone by the next start.
    assert.equal((await office.post(`${path("E4")}/consents`, { statement: "2026-2", channel: "paper", scope: "contacts" })).status, 204);
    assert.equal((await patch(office, "E4", { visibility: "public", phone: "19900006666" })).status, 200);
    await restart();
    assert.equal((await visitor.get(path("E4"))).status, 200);
    assert.equal(sql(`SELECT phone FROM expert WHERE id = ${id.E4}`), "19900006666");
    assert.match(execFileSync(indexer, ["retain"], { env }).toString(), /^reapplied 0\t/);
});

test("a line that was cut off is not done, and the next one is written over it", async () => {
    assert.equal(await ended(server), 0);
    const before = log();
    writeFileSync(join(data, "subjects.log"), before + `erase expert ${id.E2} 2026`);
    await start();
    assert.equal((await office.get(path("E2"))).status, 200);
    assert.equal((await patch(office, "E2", { summary: "又改了" })).status, 200); // written over what was cut off
    assert.ok(log().startsWith(before) && !log().includes("2026erase") && !log().slice(before.length).includes("erase"));
    assert.match(log(), /summary 又改了\n$/);
});

test("a change that was refused is not done later, and nobody is signed out for it", async () => {
    const before = log(), size = () => statSync(join(data, "subjects.log")).size;
    sql("CREATE TRIGGER no_audit BEFORE INSERT ON audit WHEN new.action IN ('edit', 'erase') BEGIN SELECT RAISE(ABORT, 'no'); END");
    assert.notEqual((await patch(office, "E4", { summary: "未获保存" })).status, 200);
    assert.equal(log(), before);
    assert.notEqual((await office.post(`${path("E4")}/erasure`, { reason: "本人要求" })).status, 204);
    assert.equal(size(), Buffer.byteLength(before)); // as long, wiped in place
    sql("DROP TRIGGER no_audit");
    assert.match(execFileSync(indexer, ["retain"], { env }).toString(), /^reapplied 0\t/);
    assert.equal((await office.get(path("E4"))).status, 200);
});

test("who is erased after a merge that the backup has loses what the audit tells of both records", async () => {
    assert.equal((await patch(office, "E4", { position: "掌门" })).status, 200);
    assert.equal((await patch(office, "E4", { position: "前掌门" })).status, 200);
    assert.equal((await office.ask("POST", `${path("E4")}/merge`, { into: Number(id.E2) }, { "if-match": await etag("E4") })).status, 200);
    newest = "backup-merged.db";
    backup.backUp(data, newest);
    assert.equal((await office.post(`${path("E2")}/erasure`, { reason: "本人要求" })).status, 204);
    await restore([office, factory, auditor]); // his account went with him
    assert.equal((await office.get(path("E2"))).status, 404);
    assert.equal(sql(`SELECT count(*) FROM audit_key WHERE object IN ('expert:${id.E2}', 'expert:${id.E4}') AND key <> zeroblob(32)`), "0");
    assert.doesNotMatch((await auditor.get(`/api/v1/audit?object=expert:${id.E4}`)).text, /掌门/);
});
