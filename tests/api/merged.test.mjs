// SPDX-License-Identifier: GPL-3.0-or-later
// Two records that are one person: no merge undoes what he wanted, and a backup of before the merge forgets both.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import * as backup from "./backup.mjs";
import { Person, open } from "./people.mjs";
import { ended, indexer, serve } from "./support.mjs";

let base, server, data, env, office, factory, auditor, visitor;
const id = {};
const plural = { E: "experts", O: "organisations", D: "demands" };
const path = (ref) => `/api/v1/${plural[ref[0]]}/${id[ref]}`;
const sql = (text) => backup.sql(data, text);
const log = () => readFileSync(join(data, "subjects.log"), "utf8");
const etag = async (ref) => (await office.get(path(ref))).headers.get("etag");
const patch = async (ref, fields) => assert.equal((await office.ask("PATCH", path(ref), fields, { "if-match": await etag(ref) })).status, 200);
const merge = async (from, into) => office.ask("POST", `${path(from)}/merge`, { into: Number(id[into]) }, { "if-match": await etag(from) });
const withdraw = async (ref) => assert.equal((await office.ask("DELETE", `${path(ref)}/consents`)).status, 204);
const agree = async (ref) => assert.equal((await office.post(`${path(ref)}/consents`, { statement: edition, channel: "paper", scope: "contacts" })).status, 204);
const seen = async (ref) => (await visitor.get(path(ref))).status;
const contacts = async (ref) => (await office.post(`${path(ref)}/contacts`, { purpose: "核对电话" })).status;
const phone = (ref) => sql(`SELECT phone FROM expert WHERE id = ${id[ref]}`);
const edition = "2026-1";

async function start() {
    ({ server, base } = await serve(env, ["--rate-login", "0"]));
    for (const person of [visitor, office, factory, auditor]) if (person) person.base = base;
}
async function restore(name) {
    assert.equal(await ended(server), 0);
    backup.putBack(data, name);
    await start();
    for (const person of [office, factory, auditor]) assert.equal((await person.login()).status, 200);
}

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-merged-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    const rows = Array.from({ length: 14 }, (_, i) => `E${i + 1},专家${"甲乙丙丁戊己庚辛壬癸子丑寅卯"[i]},199000011${String(i + 1).padStart(2, "0")},简介,${i % 2 ? "" : "2020-01-01"}`);
    writeFileSync(join(data, "experts.csv"), `编号,姓名,手机,简介,授权日期\n${rows.join("\n")}\n`);
    writeFileSync(join(data, "organisations.csv"), "编号,名称,联系人,手机\nO1,甲厂,,\nO2,乙厂,王联系,19900002202\nO3,丙厂,李联系,19900002203\nO4,丁厂,,\nO5,戊厂,赵联系,19900002205\nO6,己厂,,\n");
    execFileSync(indexer, ["import", join(data, "experts.csv"), join(data, "organisations.csv")], { env });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    await start();
    visitor = new Person(base);
    for (const hit of (await visitor.get("/api/v1/search?size=100")).body.hits) id[(await visitor.get(`/api/v1${hit.url}`)).body.ref] = hit.url.split("/").pop();
    office = await open(base, env, "office", "office");
    factory = await open(base, env, "enterprise", "factory", id.O1);
    auditor = await open(base, env, "auditor", "auditor");
    backup.backUp(data, "first.db");
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

test("who withdrew stays withdrawn in whatever his record is merged into", async () => {
    await agree("E2"); // long before, by the other record
    assert.equal(await contacts("E2"), 200);
    assert.equal(await contacts("E1"), 200); // agreed to on paper: there is a date alone
    await withdraw("E1");
    assert.equal(await seen("E1"), 404);
    assert.equal((await merge("E1", "E2")).body.visibility.code, "office");
    assert.deepEqual([await seen("E2"), await contacts("E2"), phone("E2")], [404, 422, ""]);
    assert.ok((await office.get(`${path("E2")}/consents`)).body.consents.every(({ valid }) => !valid));
    // So does who withdrew where the merge leads to, and nothing is taken from the other.
    await withdraw("E4");
    assert.equal((await merge("E3", "E4")).status, 200);
    assert.deepEqual([await seen("E4"), await contacts("E4"), phone("E4")], [404, 422, ""]);
});

test("who agreed again after he withdrew has agreed, and stays for the office alone until it says otherwise", async () => {
    await withdraw("E5");
    sql(`UPDATE withdrawal SET at = at - 60 WHERE record_id = ${id.E5}`);
    await agree("E6");
    assert.equal((await merge("E5", "E6")).status, 200);
    assert.deepEqual([await seen("E6"), await contacts("E6"), phone("E6")], [404, 200, "19900001106"]);
    await patch("E6", { visibility: "public" });
    assert.equal(await seen("E6"), 200);
});

test("what was for the office alone is not public by being merged", async () => {
    await patch("E7", { visibility: "office", department: "不公开的部门" });
    assert.equal((await merge("E7", "E8")).body.department, "不公开的部门");
    assert.equal(await seen("E8"), 404);
});

test("a draft is not public by being merged into what is", async () => {
    for (const [ref, body] of [["D1", { title: "机床热误差", summary: "机床热误差补偿" }], ["D2", { title: "草稿需求", summary: "草稿里的内容还没公开", body: "秘密内容不公开" }]])
        id[ref] = (await factory.post("/api/v1/demands", body)).body.id.split(":")[1];
    assert.equal((await factory.ask("POST", `${path("D1")}/status`, { status: "open" }, { "if-match": await etag("D1") })).status, 200);
    const refused = await merge("D2", "D1");
    assert.deepEqual([refused.status, refused.body.code, refused.body.field], [422, "refused", "into"]);
    assert.doesNotMatch((await visitor.get(path("D1"))).text, /秘密/);
    assert.equal((await merge("D1", "D2")).status, 200); // the draft stays one
    assert.equal(await seen("D2"), 404);
});

test("of two organisations the one that stays keeps its contact person and what that person said", async () => {
    const kept = (ref) => sql(`SELECT coalesce(contact, ''), coalesce(phone, '') FROM organisation WHERE id = ${id[ref]}`);
    await agree("O2");
    await withdraw("O3");
    assert.equal((await merge("O3", "O2")).status, 200);
    assert.deepEqual([kept("O2"), await contacts("O2")], ["王联系|19900002202", 200]);
    // Nobody's consent opens another's number, and nobody's withdrawal is undone by it.
    await agree("O2");
    await withdraw("O4");
    assert.equal((await merge("O2", "O4")).status, 200);
    assert.deepEqual([kept("O4"), await contacts("O4")], ["|", 422]);
    await agree("O5");
    assert.equal((await merge("O5", "O6")).status, 200);
    assert.deepEqual([kept("O6"), await contacts("O6")], ["赵联系|19900002205", 422]);
});

test("a backup of before a merge withdraws, keeps back, corrects and erases both records", async () => {
    await patch("E9", { phone: "19911119999" });
    assert.equal((await merge("E9", "E10")).status, 200);
    await patch("E10", { department: "热工室" });
    assert.equal((await office.ask("PUT", `${path("E10")}/hidden`, { fields: "summary" })).status, 200);
    assert.equal((await merge("E11", "E12")).status, 200);
    await agree("E12");
    await patch("E12", { phone: "19911112222" });
    await withdraw("E12");
    assert.doesNotMatch(log(), /19911112222/);
    await restore("first.db");
    for (const ref of ["E9", "E10"]) {
        const { body } = await visitor.get(path(ref));
        assert.deepEqual([body.summary, body.department], [undefined, "热工室"], ref);
    }
    assert.notEqual((await office.get(path("E9"))).body.ref, (await office.get(path("E10"))).body.ref);
    for (const ref of ["E1", "E2", "E3", "E4", "E11", "E12"]) assert.deepEqual([await seen(ref), await contacts(ref), phone(ref)], [404, 422, ""], ref);
    for (const ref of ["E5", "E7", "E8"]) assert.equal(await seen(ref), 404, ref); // E6 was made public again
});

test("who is erased goes by the names of records that were merged into his, and by those before a withdrawal", async () => {
    await patch("E13", { name: "司马相如客" });
    await patch("E13", { name: "司马长卿客" });
    assert.equal((await merge("E13", "E14")).status, 200);
    await patch("E14", { name: "司马犬子客" });
    await patch("E14", { name: "卓王孙客" });
    await withdraw("E14"); // clears the history
    const names = ["司马相如客", "司马长卿客", "司马犬子客", "卓王孙客"];
    for (const name of names) assert.equal((await factory.post("/api/v1/saved", { search: `q=${encodeURIComponent(`${name} 废水`)}`, name })).status, 201);
    assert.equal((await office.post(`${path("E14")}/erasure`, { reason: `${names.join("、")}本人要求` })).status, 204);
    const { saved } = (await factory.get("/api/v1/saved")).body;
    assert.deepEqual(saved.filter((one) => !one.automatic).map(({ name, url }) => [name, url]), names.map(() => ["检索", `/search?q=${encodeURIComponent("废水")}`]));
    assert.equal((await auditor.get("/api/v1/audit?action=erase")).body.entries[0].purpose.replaceAll("、", ""), "本人要求");
});
