// SPDX-License-Identifier: GPL-3.0-or-later
// What a search offers when it finds nothing, records like one, and the log of what was searched for.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { hold } from "./spec.mjs";
import { ended, indexer, root, serve } from "./support.mjs";


let base, server, data, env;

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-help-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    execFileSync(indexer, ["import", join(root, "seed/sample")], { env });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    ({ server, base } = await serve(env, ["--web", join(root, "server/web/dist")]));
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

async function get(path, schema, status = 200) {
    const response = await fetch(base + path);
    const body = await response.json();
    assert.equal(response.status, status, path);
    return hold(schema, body);
}

const search = (q, filters, more = {}) => get(`/api/v1/search?${new URLSearchParams([["q", q],
    ...filters.map(({ facet, code }) => [facet, code]), ...Object.entries({ size: 0, facets: "none", ...more })])}`, "SearchAnswer");

/* Numbers that are the same every time. */
function dice(seed) {
    let state = seed;
    return (n) => { state = (state * 1103515245 + 12345) % 2147483648; return Math.floor(state / 65536) % n; };
}

test("an empty result says what each filter costs, as searches without it find", async () => {
    const roll = dice(7);
    const { facets } = await search("", [], { facets: "kind,region,discipline,year,origin,proposal_status,professional_title", expand: "region:370400" });
    const names = Object.keys(facets);
    const queries = ["", "煤化工", "石榴", "锂电池 水泥", "battery", "zhang", "无此词语甲乙丙"];
    let offers = 0, all = 0;
    for (let i = 0; i < 300; i++) {
        const filters = Array.from({ length: 1 + roll(4) }, () => {
            const facet = names[roll(names.length)];
            return { facet, code: facets[facet][roll(facets[facet].length)].code };
        });
        const q = queries[roll(queries.length)], answer = await search(q, filters);
        const chosen = [...new Set(filters.map((f) => f.facet))];
        if (answer.total > 0) {
            assert.deepEqual(answer.relaxations, []);
            continue;
        }
        const expected = [];
        for (const facet of chosen) {
            const { total } = await search(q, filters.filter((f) => f.facet !== facet));
            if (total > 0) expected.push([facet, total]);
        }
        if (expected.length === 0 && chosen.length > 1) {
            const { total } = await search(q, []);
            if (total > 0) expected.push([chosen.sort().join(), total]);
            all += total > 0;
        }
        const told = answer.relaxations.map(({ drop, total }) => [drop.map((d) => d.facet).sort().join(), total]);
        assert.deepEqual(told.map(([, total]) => total), [...told].map(([, total]) => total).sort((a, b) => b - a));
        assert.deepEqual(told.sort(), expected.sort(), `${q} ${JSON.stringify(filters)}`);
        for (const { drop } of answer.relaxations)
            for (const { facet, codes } of drop)
                assert.deepEqual(codes, [...new Set(filters.filter((f) => f.facet === facet).map((f) => f.code))]);
        offers += told.length;
    }
    assert.ok(offers > 50 && all > 5, `${offers} offers, ${all} of all filters`);
});

test("what an offer drops has a name in the language that is asked for", async () => {
    const filters = [{ facet: "kind", code: "expert" }, { facet: "year", code: "1999" }];
    const label = async (lang) => (await search("煤化工", filters, { lang })).relaxations[0].drop[0];
    assert.deepEqual(await label("zh"), { facet: "year", codes: ["1999"], labels: ["1999"] });
    const kinds = (await search("", [{ facet: "kind", code: "demand" }, { facet: "proposal_status", code: "adopted" }], { lang: "en" })).relaxations;
    assert.deepEqual(kinds.map(({ drop }) => drop[0].facet).sort(), ["kind", "proposal_status"]);
    assert.deepEqual(kinds.flatMap(({ drop }) => drop[0].labels).sort(), ["Adopted", "demand"]);
});

test("records like one are of its kind, without itself, the nearest first and none that is weak", async () => {
    let found = 0;
    for (const kind of ["expert", "workstation", "society", "organisation", "proposal", "achievement", "demand", "event"]) {
        for (const hit of (await search("", [{ facet: "kind", code: kind }], { size: 20 })).hits) {
            const { id, hits } = await get(`/api/v1${hit.url}/similar`, "Similar");
            assert.equal(id, hit.id);
            for (const one of hits) {
                assert.equal(one.kind, kind);
                assert.notEqual(one.id, hit.id);
                assert.ok(one.score >= 0.1 && one.score <= 1, `${one.score}`);
            }
            assert.deepEqual(hits.map((one) => one.score), hits.map((one) => one.score).sort((a, b) => b - a));
            assert.deepEqual((await get(`/api/v1${hit.url}/similar?size=1`, "Similar")).hits, hits.slice(0, 1));
            found += hits.length > 0;
        }
    }
    assert.ok(found > 20, `${found} have some`);
});

test("what is not in the index has nothing like it; an odd size is refused", async () => {
    await get("/api/v1/experts/99999999/similar", "Problem", 404);
    await get("/api/v1/experts/99999999999999/similar", "Problem", 404);
    const [hit] = (await search("", [{ facet: "kind", code: "expert" }], { size: 1 })).hits;
    await get(`/api/v1${hit.url.replace("experts", "events")}/similar`, "Problem", 404);
    for (const size of ["0", "7", "x"]) await get(`/api/v1${hit.url}/similar?size=${size}`, "Problem", 400);
    await get(`/api/v1${hit.url}/similar/more`, "Problem", 404);
});

/* Lines of zhiku-indexer queries: what, asked, none. */
const report = (...args) => execFileSync(indexer, ["queries", ...args], { env }).toString().trim().split("\n").slice(1)
    .map((line) => line.split("\t")).map(([what, asked, none]) => ({ what, asked: Number(asked), none: Number(none) }));

test("what was searched for is told on the command line, and to nobody who is not the office", async () => {
    const other = await serve(env);
    for (let i = 0; i < 3; i++) await fetch(`${other.base}/api/v1/search?q=无此词语丙丁&region=370481&kind=expert`);
    await fetch(`${other.base}/api/v1/search?q=13800000000`);
    await fetch(`${other.base}/api/v1/search`, { method: "POST", headers: { "content-type": "application/json" }, body: '{"q":"石榴 储藏"}' });
    const refused = await fetch(`${other.base}/api/v1/reports/queries`);
    assert.equal(refused.status, 401);
    assert.match(await (await fetch(`${other.base}/metrics`)).text(), /zhiku_query_log_total{fate="personal"} 1\n/);
    assert.equal(await ended(other.server), 0); // what was not written yet is now
    assert.deepEqual(report("--zero").find(({ what }) => what === "无此词语丙丁"), { what: "无此词语丙丁", asked: 3, none: 3 });
    assert.deepEqual(report("--by", "filter", "--zero", "--since", "2020-01-01").find(({ what }) => what === "kind=expert&region=370481"),
        { what: "kind=expert&region=370481", asked: 3, none: 3 });
    assert.equal(report().find(({ what }) => what === "石榴 储藏").asked, 1);
    assert.ok(!report().some(({ what }) => what.includes("1380000")));
    assert.deepEqual(report("--since", "2999-01-01"), []);
    assert.throws(() => execFileSync(indexer, ["queries", "--since", "soon"], { env, stdio: "pipe" }), /wants a day/);
});

test("a server that is killed loses only what was not written, and breaks nothing", async () => {
    const roll = dice(3);
    let written = 0, asked = 0;
    for (let kill = 0; kill < 6; kill++) {
        const victim = await serve(env), gone = new Promise((resolve) => victim.server.on("exit", resolve));
        const stop = setTimeout(() => victim.server.kill("SIGKILL"), 1500 + roll(2500));
        let last = 0;
        try {
            for (;; asked++) {
                await fetch(`${victim.base}/api/v1/search?q=${encodeURIComponent(`杀死 ${asked % 50}`)}&size=1&facets=none`);
                if (asked % 20 === 0) last = Number(/fate="written"} (\d+)/.exec(await (await fetch(`${victim.base}/metrics`)).text())[1]);
            }
        } catch { /* it is gone */ }
        await gone;
        clearTimeout(stop);
        written += last;
    }
    const kept = report().filter(({ what }) => what.startsWith("杀死")).reduce((sum, row) => sum + row.asked, 0);
    assert.ok(written > 0 && kept >= written && kept <= asked + 6, `${written} were told written, ${kept} are there of ${asked}`);
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    execFileSync(indexer, ["check"], { env });
});
