// SPDX-License-Identifier: GPL-3.0-or-later
// Matching over a real socket: a need is pasted, answered with its reasons, and refused when it is none.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Person, open } from "./people.mjs";
import { hold } from "./spec.mjs";
import { ended, indexer, root, serve } from "./support.mjs";


const need = "我公司生产高端数控机床，主轴在高速运转时温升大、加工精度下降，希望找到热误差补偿和主轴冷却方面的专家合作攻关。";
let base, server, data, env;

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-match-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    execFileSync(indexer, ["import", join(root, "seed/sample")], { env });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    ({ server, base } = await serve(env));
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

async function post(body) {
    const response = await fetch(`${base}/api/v1/match`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    return { status: response.status, body: await response.json(), cache: response.headers.get("cache-control") };
}
async function match(body) {
    const { status, body: answer, cache } = await post(body);
    assert.equal(status, 200, JSON.stringify(answer));
    hold("MatchAnswer", answer);
    assert.match(cache, /no-store/);
    return answer;
}
const group = (answer, kind) => answer.groups.find((g) => g.kind === kind).candidates;
async function refused(body, status, code, field) {
    const { status: got, body: problem } = await post(body);
    assert.deepEqual([got, problem.code, problem.field], [status, code, field], JSON.stringify(problem));
    return problem;
}

test("a need gets people with reasons, and the parts of every score add up", async () => {
    const answer = await match({ text: need });
    assert.ok(group(answer, "expert").length > 3);
    assert.ok(answer.terms.some((term) => term.keyword), JSON.stringify(answer.terms.slice(0, 5)));
    for (const candidate of answer.groups.flatMap((g) => g.candidates)) {
        const parts = candidate.evidence.reduce((sum, e) => sum + e.share, 0) + candidate.rest.share + candidate.near_share;
        assert.ok(Math.abs(parts - candidate.score) < 0.01, `${candidate.title}: ${parts} of ${candidate.score}`);
        assert.ok(candidate.evidence.length > 0);
        assert.equal(new Set([...candidate.covered, ...candidate.uncovered]).size, candidate.covered.length + candidate.uncovered.length);
    }
    const scores = group(answer, "expert").map((c) => c.score);
    for (const [i, better] of scores.entries()) for (const worse of scores.slice(i + 1)) assert.ok(worse <= better * (1 + answer.rotation.tolerance) + 0.01, `${scores}`);
});

test("terms come back and are dropped or insisted on", async () => {
    const first = await match({ text: need });
    const [word] = first.terms;
    const without = await match({ text: need, drop: [word.text] });
    assert.equal(without.terms.find((term) => term.text === word.text).use, "drop");
    const uncovered = group(first, "expert").find((c) => c.uncovered.includes(word.text));
    const must = await match({ text: need, must: [word.text], size: 50 });
    assert.equal(must.terms.find((term) => term.text === word.text).use, "must");
    assert.ok(!uncovered || !group(must, "expert").some((c) => c.id === uncovered.id && !c.covered.includes(word.text)));
    assert.deepEqual((await match({ text: need, must: ["量子纠缠隐形传态"] })).groups.map((g) => g.candidates.length), [0, 0, 0]);
});

test("filters, kinds, size and exclusions hold", async () => {
    const all = group(await match({ text: need }), "expert");
    const rest = group(await match({ text: need, exclude: [all[0].id] }), "expert");
    assert.ok(!rest.some((c) => c.id === all[0].id));
    const one = await match({ text: need, kinds: ["society"], size: 1 });
    assert.deepEqual(one.groups.map((g) => g.kind), ["society"]);
    assert.ok(one.groups[0].candidates.length <= 1);
    const region = (await match({ text: need, filters: { region: ["370400"] }, kinds: ["expert"] })).groups[0].candidates;
    for (const c of region) assert.match(c.facets.region[0], /^3704/);
});

test("local people come first by a share that is told and can be switched off", async () => {
    const near = await match({ text: need, size: 50 }), far = await match({ text: need, size: 50, near: "" });
    assert.equal(near.near, "370400");
    assert.equal(far.near, null);
    assert.ok(group(far, "expert").every((c) => c.near_share === 0));
    const local = group(near, "expert").find((c) => /^3704/.test(c.facets.region?.[0] ?? ""));
    const same = group(far, "expert").find((c) => c.id === local.id);
    assert.ok(Math.abs(local.near_share - same.score * 0.15) < 0.01);
});

test("what is no need is refused with what to do; a strange one finds nobody and says so", async () => {
    await refused({ text: "" }, 400, "bad_value", "text");
    await refused({}, 400, "bad_value", "text");
    await refused({ text: "焊接" }, 400, "bad_value", "text");
    await refused({ text: "　　\n  。 " }, 400, "bad_value", "text");
    assert.equal((await refused({ text: "机".repeat(50000) }, 400, "too_long", "text")).limit, 10000);
    await refused({ text: need, exclude: ["expert:99999999"] }, 400, "bad_value", "exclude");
    await refused({ text: need, exclude: ["x"] }, 400, "bad_value", "exclude");
    await refused({ text: need, near: "999999" }, 400, "unknown_code", "near");
    await refused({ text: need, kinds: ["demand"] }, 400, "bad_value", "kinds");
    await refused({ text: need, size: 51 }, 400, "bad_value", "size");
    await refused({ text: need, filters: { kind: ["expert"] } }, 400, "unknown_parameter", "filters.kind");
    await refused({ text: need, nonsense: 1 }, 400, "unknown_parameter", "nonsense");
    await refused({ text: need, must: Array(65).fill("水") }, 400, "too_many", "must");
    const russian = await match({ text: "Требуется специалист по сварке титановых сплавов" });
    assert.equal(russian.understood, false);
    assert.equal(russian.weak, true);
    assert.deepEqual(russian.groups.map((g) => g.candidates.length), [0, 0, 0]);
});

test("a company's advertisement gets a list that says it is weak", async () => {
    const answer = await match({ text: "热烈祝贺本公司成立二十周年！我们秉承诚信为本、客户至上的理念，产品远销海内外，欢迎新老顾客来电洽谈，全场八折优惠。" });
    assert.equal(answer.weak, true);
});

test("every record that is handed out counts for the alarm of a harvest, whichever answer it is in", async (t) => {
    const wary = await serve(env, ["--harvest", "3", "--web", join(root, "server/web/dist")]);
    t.after(async () => assert.equal(await ended(wary.server), 0));
    const auditor = await open(wary.base, env, "auditor", "watcher");
    const hits = async (query) => (await (await fetch(`${base}/api/v1/search?${query}`)).json()).hits.map(({ url }) => `/api/v1${url}`);
    const having = async (urls, list, least) => { for (const url of urls) if ((await (await fetch(base + url)).json())[list].length >= least) return url; return assert.fail(list); };
    const experts = await hits("kind=expert&size=100");
    const ways = [["GET", "/api/v1/search?size=4"], ["POST", "/api/v1/search", { size: 4 }], ["GET", "/search?size=4"],
        ["POST", "/api/v1/match", { text: need }], ["GET", await having(experts.map((url) => `${url}/similar`), "hits", 4)],
        ["GET", await having(experts.map((url) => `${url}/demands`), "demands", 1), undefined, 4], ["GET", `/api/v1/candidates?${experts.slice(0, 4).map((url) => `id=expert:${url.split("/").pop()}`).join("&")}`]];
    for (const [n, [method, path, body, times = 1]] of ways.entries()) {
        const crawler = new Person(wary.base, { from: `198.51.100.${n + 1}` });
        for (let i = 0; i < times; i++) assert.equal((await crawler.ask(method, path, body)).status, 200, path);
        let alarms = [];
        for (let i = 0; i < 40 && alarms.length === 0; i++, await sleep(50))
            alarms = (await auditor.get("/api/v1/audit?action=harvest")).body.entries.filter(({ address }) => address === crawler.from);
        assert.equal(alarms.length, 1, path);
    }
    const reader = new Person(wary.base, { from: "198.51.100.99" });
    for (const path of ["/api/v1/search?size=3", "/api/v1/search?size=0", "/api/v1/suggest?q=a"]) assert.equal((await reader.get(path)).status, 200);
    await sleep(300);
    assert.ok(!(await auditor.get("/api/v1/audit?action=harvest")).body.entries.some(({ address }) => address === reader.from));
});
