// SPDX-License-Identifier: GPL-3.0-or-later
// subjects.log that is gone, an older one or another one: the server does not start, and says what to do.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import * as backup from "./backup.mjs";
import { Person, open } from "./people.mjs";
import { ended, indexer, program, serve } from "./support.mjs";

let base, server, data, env, file, office, auditor, visitor;
const id = {};
const sql = (text) => backup.sql(data, text);
const path = (ref) => `/api/v1/experts/${id[ref]}`;
const erase = async (ref) => assert.equal((await office.post(`${path(ref)}/erasure`, { reason: "本人要求删除" })).status, 204);

/* Sessions end with a restore. */
async function start() {
    if (office) backup.freshCodes(data);
    ({ server, base } = await serve(env, ["--rate-login", "0"]));
    for (const person of [visitor, office, auditor]) if (person) person.base = base;
    for (const person of [office, auditor]) if (person) assert.equal((await person.login()).status, 200);
}
async function back(log) {
    assert.equal(await ended(server), 0);
    backup.putBack(data);
    if (log === null) rmSync(file);
    else if (log !== undefined) writeFileSync(file, log);
}
function refused() {
    const { status, stderr } = spawnSync(program, ["--port", "0"], { env, timeout: 20000 });
    assert.equal(status, 4, stderr.toString());
    assert.match(stderr.toString(), /subjects\.log is missing, or is not the one of this store.*retain --log-lost/);
    assert.equal(spawnSync(indexer, ["retain"], { env }).status, 4);
}

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-lost-"));
    file = join(data, "subjects.log");
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    writeFileSync(join(data, "experts.csv"), "编号,姓名,手机,简介\nE1,独孤求败,19900001111,煤化工\nE2,李四,19900002222,废水\nE3,欧阳锋,19900003333,毒物\n");
    execFileSync(indexer, ["import", join(data, "experts.csv")], { env });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    await start(); // a new store has none, and needs none
    assert.ok(!existsSync(file));
    visitor = new Person(base);
    for (const hit of (await visitor.get("/api/v1/search?size=100")).body.hits) id[(await visitor.get(`/api/v1${hit.url}`)).body.ref] = hit.url.split("/").pop();
    office = await open(base, env, "office", "office");
    auditor = await open(base, env, "auditor", "auditor");
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

test("without the file, with an older or another one the server does not start; with its own it does", async () => {
    assert.equal((await office.ask("PATCH", path("E2"), { summary: "废水与污泥" }, { "if-match": (await office.get(path("E2"))).headers.get("etag") })).status, 200);
    await erase("E1");
    backup.backUp(data);
    await erase("E2"); // and with it wipes what the backup has of the file
    const whole = readFileSync(file, "utf8");
    assert.match(whole, /^--- expert \d+ \S+ summary-+\n/);
    for (const log of [null, whole.slice(0, 40), whole.replace(/expert \d+/, "expert 99999"), `${whole.slice(0, -9)}\n`.repeat(2).slice(5)]) {
        await back(log);
        refused();
        writeFileSync(file, whole);
        await start();
        assert.equal((await office.get(path("E2"))).status, 404);
    }
});

test("what is done while the file is gone is not done, instead of being forgotten by the next restore", async () => {
    renameSync(file, `${file}.aside`);
    assert.equal((await office.post(`${path("E3")}/erasure`, { reason: "本人要求删除" })).status, 503);
    assert.equal((await office.get(path("E3"))).status, 200);
    renameSync(`${file}.aside`, file);
    await erase("E3");
});

test("a store from before lines were hashed takes the file it has", async () => {
    const bytes = sql("SELECT bytes FROM subject_log");
    assert.equal(await ended(server), 0);
    sql("UPDATE subject_log SET chain = x''");
    await start();
    assert.equal(sql("SELECT bytes || ' ' || length(chain) FROM subject_log"), `${bytes} 32`);
});

test("who has not lost it cannot say so: nothing is done again", async () => {
    const tokens = sql("SELECT count(*) FROM token"), bytes = sql("SELECT bytes FROM subject_log");
    const { status, stderr } = spawnSync(indexer, ["retain", "--log-lost"], { env });
    assert.equal(status, 1);
    assert.match(stderr.toString(), /subjects\.log is there/);
    assert.deepEqual([sql("SELECT count(*) FROM token"), sql("SELECT bytes FROM subject_log")], [tokens, bytes]);
    assert.equal(sql("SELECT count(*) FROM audit WHERE action = 'subject_log_lost'"), "0");
});

test("who has lost it for good says so, and the audit knows", async () => {
    await back(null);
    refused();
    assert.match(execFileSync(indexer, ["retain", "--log-lost"], { env }).toString(), /^reapplied 0\t/);
    await start();
    assert.equal((await office.get(path("E2"))).status, 200);
    assert.equal((await auditor.get("/api/v1/audit?action=subject_log_lost")).body.entries.length, 1);
    await erase("E2");
    assert.match(readFileSync(file, "utf8"), /^erase expert \d+ \S+\n$/);
    await back();
    refused(); // the backup knows the lost one
    assert.match(execFileSync(indexer, ["retain", "--log-lost"], { env }).toString(), /^reapplied 1\t/);
    await start();
    assert.equal((await office.get(path("E2"))).status, 404);
});
