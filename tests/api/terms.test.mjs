// SPDX-License-Identifier: GPL-3.0-or-later
// Words that mean the same: the office changes them, and a search finds by them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Person, open } from "./people.mjs";
import { ended, indexer, serve } from "./support.mjs";

let base, server, data, env, office, visitor;

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-terms-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    writeFileSync(join(data, "experts.csv"), "编号,姓名,简介\nE1,张三,研究滚动轴承故障诊断\nE2,李四,研究石榴保鲜\n");
    execFileSync(indexer, ["import", join(data, "experts.csv")], { env });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    ({ server, base } = await serve(env, ["--rate-login", "0"]));
    office = await open(base, env, "office", "office");
    visitor = new Person(base);
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

const search = async (q) => (await visitor.get(`/api/v1/search?q=${encodeURIComponent(q)}`)).body;
const pairs = async () => (await visitor.get("/api/v1/terms")).body.terms;
const put = (who, body) => who.ask("PUT", "/api/v1/terms", body);

/* The index follows, as `watch` would do by itself. */
async function followed(q, total) {
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    for (let i = 0; i < 100; i++, await sleep(50)) {
        const answer = await search(q);
        if (answer.total === total) return answer;
    }
    return search(q);
}

test("a pair that the office adds is found by, told, audited, and gone when it is removed", async () => {
    assert.equal((await search("bearing")).total, 0);
    assert.equal((await put(office, { text: "轴承", other: "bearing", relation: "translation" })).status, 204);
    const answer = await followed("bearing", 1);
    assert.equal(answer.hits[0].title, "张三");
    assert.ok(JSON.stringify(answer.query.expanded).includes("轴承"), JSON.stringify(answer.query));
    const [pair] = await pairs();
    assert.deepEqual([pair.text, pair.other, pair.relation], ["轴承", "bearing", "translation"]);
    const auditor = await open(base, env, "auditor", "auditor");
    assert.ok((await auditor.get("/api/v1/audit?action=term_put")).text.includes("轴承 = bearing"));
    assert.equal((await office.ask("DELETE", `/api/v1/terms/${pair.id}`)).status, 204);
    assert.equal((await office.ask("DELETE", `/api/v1/terms/${pair.id}`)).status, 404);
    assert.equal((await followed("bearing", 0)).total, 0);
});

test("nobody else changes a pair", async () => {
    const expert = await open(base, env, "evaluator", "judge");
    assert.equal((await put(visitor, { text: "一", other: "二" })).status, 401);
    assert.equal((await put(expert, { text: "一", other: "二" })).status, 403);
    assert.equal((await expert.ask("DELETE", "/api/v1/terms/1")).status, 403);
    assert.deepEqual(await pairs(), []);
});

test("what is no pair is refused, with the field", async () => {
    for (const [body, field] of [[{ text: "轴承" }, "other"], [{ text: "轴承", other: "x", relation: "friend" }, "relation"],
        [{ text: "轴承", other: "轴承" }, "other"], [{ text: "长".repeat(201), other: "x" }, "text"],
        [{ text: "轴承", other: "bearing", seen: 0 }, "seen"], [{ text: "轴承", other: "bearing", id: 3 }, "id"]]) {
        const answer = await put(office, body);
        assert.equal(answer.status, 400, JSON.stringify(body) + answer.text);
        assert.equal(answer.body.field, field, answer.text);
    }
    assert.deepEqual(await pairs(), []);
});
