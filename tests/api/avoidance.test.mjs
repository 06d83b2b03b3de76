// SPDX-License-Identifier: GPL-3.0-or-later
// Avoidance over a real socket: checks with evidence, the office's rules, and matching that leaves out
// whom an enterprise must not be brought together with.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Person, open } from "./people.mjs";
import { hold } from "./spec.mjs";
import { ended, indexer, serve } from "./support.mjs";

const need = "我公司煤化工高盐废水蒸发结垢严重，希望找到分质处理和蒸发结晶方面的专家合作攻关。";
const year = new Date().getUTCFullYear();
let base, server, data, env, office, enterprise, visitor, auditor;
const id = {};

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-avoidance-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    writeFileSync(join(data, "organisations.csv"), "编号,名称,上级单位\nO1,甲公司,\nO2,乙公司,@O1\nO3,丙大学,\n");
    writeFileSync(join(data, "experts.csv"), "编号,姓名,研究方向,简介,工作单位,电子邮箱,回避单位\n" +
        "E1,自家人,高盐废水,煤化工高盐废水蒸发结垢,@O1,e1@qq.com,\nE2,子公司,高盐废水,煤化工高盐废水蒸发结垢,@O2,,\n" +
        "E3,回避者,高盐废水,煤化工高盐废水蒸发结垢,@O3,e3@bing.edu.cn,@O1\nE4,合作者,高盐废水,煤化工高盐废水蒸发结垢,@O3,e4@bing.edu.cn,\n" +
        "E5,旁人,高盐废水,煤化工高盐废水蒸发结垢,@O3,e5@qq.com,\n");
    writeFileSync(join(data, "achievements.csv"), `编号,题目,完成人,完成单位,年份\nA1,高盐废水分质蒸发装置,@E4,@O1,${year - 1}\n`);
    execFileSync(indexer, ["import", ...["organisations", "experts", "achievements"].map((name) => join(data, `${name}.csv`))], { env });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    ({ server, base } = await serve(env, ["--rate-login", "0"]));
    visitor = new Person(base);
    for (const hit of (await visitor.get("/api/v1/search?size=100")).body.hits) id[(await visitor.get(`/api/v1${hit.url}`)).body.ref] = hit.id;
    office = await open(base, env, "office", "office");
    auditor = await open(base, env, "auditor", "auditor");
    enterprise = await open(base, env, "enterprise", "jia", id.O1.split(":")[1]);
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

const check = async (subject, candidates, more = {}) => {
    const { status, body } = await office.post("/api/v1/avoidance/check", { subject, candidates, ...more });
    assert.equal(status, 200, JSON.stringify(body));
    return hold("Avoidance", body);
};
const rule = async (name) => hold("AvoidanceRule", (await office.get("/api/v1/avoidance/rules")).body.rules.find((r) => r.rule === name));
const tune = async (name, change) => {
    const { id: number, version } = await rule(name);
    return office.ask("PATCH", `/api/v1/avoidance/rules/${number}`, { version, ...change });
};
const experts = (answer) => answer.groups.find((g) => g.kind === "expert");

test("a check says who must be avoided, who with a warning, and why", async () => {
    const answer = await check(id.O1, ["E1", "E2", "E3", "E4", "E5"].map((ref) => id[ref]));
    assert.deepEqual(answer.candidates.map((c) => [c.id, c.effect, c.findings.map((f) => f.rule)]),
        [[id.E1, "block", ["organisation"]], [id.E2, "warn", ["parent"]], [id.E3, "block", ["declared"]], [id.E4, "warn", ["shared_work"]]]);
    assert.deepEqual([answer.blocked, answer.warned, answer.clear], [2, 2, 1]);
    const [finding] = answer.candidates[3].findings;
    assert.deepEqual([finding.text, finding.text_en], ["近年有共同成果", "recent work together"]);
    assert.deepEqual(finding.evidence.map((e) => [e.id, e.title]), [[id.A1, "高盐废水分质蒸发装置"]]);
    assert.deepEqual((await check(id.E3, [id.E4])).candidates[0].findings.map((f) => f.rule), ["organisation", "mail_domain"]);
    assert.doesNotMatch(JSON.stringify(await check(id.E3, [id.E4])), /@|bing/);
});

test("what is asked wrongly is refused with what to do", async () => {
    for (const [body, status, code, field] of [[{ subject: id.O1 }, 400, "bad_value", "candidates"], [{ subject: "x", candidates: [] }, 400, "bad_value", "subject"],
        [{ subject: "expert:99999999", candidates: [] }, 400, "bad_value", "subject"], [{ subject: id.A1, candidates: [] }, 400, "bad_value", "subject"],
        [{ subject: id.O1, candidates: [id.E1, id.O1.replace("organisation", "expert")] }, 400, "bad_value", "candidates"],
        [{ subject: id.O1, candidates: "E1" }, 400, "bad_value", "candidates"], [{ subject: id.O1, candidates: [1] }, 400, "bad_value", "candidates"],
        [{ subject: id.O1, candidates: Array(10001).fill(id.E1) }, 400, "too_many", "candidates"], [{ subject: id.O1, candidates: [], round: "轮".repeat(101) }, 400, "too_long", "round"]]) {
        const { status: got, body: problem } = await office.post("/api/v1/avoidance/check", body);
        assert.deepEqual([got, problem.code, problem.field], [status, code, field], JSON.stringify(problem));
    }
    for (const [person, status] of [[visitor, 401], [enterprise, 403], [auditor, 403]]) {
        assert.equal((await person.post("/api/v1/avoidance/check", { subject: id.O1, candidates: [] })).status, status);
        assert.equal((await person.get("/api/v1/avoidance/rules")).status, status);
        assert.equal((await person.ask("PATCH", "/api/v1/avoidance/rules/1", { version: 1, active: false })).status, status);
    }
});

test("the office tunes the rules, and the audit knows", async () => {
    assert.equal((await office.get("/api/v1/avoidance/rules")).body.rules.length, 10);
    const off = await tune("parent", { active: false });
    assert.equal(off.status, 200, off.text);
    assert.equal(hold("AvoidanceRule", off.body).active, false);
    assert.deepEqual((await check(id.O1, [id.E2])).candidates, []);
    assert.equal((await tune("parent", { active: true, list: ["O1"] })).status, 200);
    assert.deepEqual((await check(id.E2, [id.O1])).candidates, []); // O1 does not count as one above
    assert.equal((await tune("parent", { list: [] })).status, 200);
    assert.equal((await tune("mail_domain", { list: ["bing.edu.cn"] })).status, 200);
    assert.deepEqual((await check(id.E1, [id.E5])).candidates[0].findings.map((f) => f.rule), ["mail_domain"]); // qq.com is not public any more
    for (const [name, change, status, field] of [["parent", { list: ["none"] }, 400, "list"], ["parent", { years: 3 }, 400, "years"], ["cosigner", { years: 51 }, 400, "years"],
        ["shared_work", { number: 0 }, 400, "number"], ["declared", { effect: "shout" }, 400, "effect"], ["mail_domain", { list: [""] }, 400, "list"], ["declared", { nonsense: 1 }, 400, "nonsense"]]) {
        const { status: got, body } = await tune(name, change);
        assert.deepEqual([got, body.field], [status, field], JSON.stringify(body));
    }
    assert.equal((await tune("parent", { version: 1, active: false })).status, 412);
    assert.equal((await office.ask("PATCH", "/api/v1/avoidance/rules/11", { version: 1 })).status, 404);
    const { entries } = (await auditor.get("/api/v1/audit?action=avoidance_rule_changed")).body;
    assert.deepEqual(entries.map((e) => [e.object, e.field, e.old, e.new].join(" ")).slice(-3),
        ['avoidance:parent list [] ["O1"]', "avoidance:parent active false true", "avoidance:parent active true false"]);
});

test("an enterprise's own need leaves out whom it must avoid, and warns of the rest", async () => {
    const all = hold("MatchAnswer", (await visitor.post("/api/v1/match", { text: need })).body);
    assert.deepEqual([experts(all).left_out.avoidance, experts(all).total], [0, 5]);
    for (const [who, more] of [[enterprise, {}], [enterprise, { organisation: id.O1 }], [office, { organisation: id.O1 }]]) {
        const answer = hold("MatchAnswer", (await who.post("/api/v1/match", { text: need, ...more })).body);
        assert.deepEqual(experts(answer).candidates.map((c) => c.id).sort(), [id.E2, id.E4, id.E5].sort());
        assert.deepEqual([experts(answer).left_out.avoidance, experts(answer).total], [2, 3]);
        const works = experts(answer).candidates.find((c) => c.id === id.E4);
        assert.deepEqual([works.warnings, works.avoidance.map((f) => [f.rule, f.evidence[0].id])], [["avoidance", ...(who === office ? ["no_consent"] : [])], [["shared_work", id.A1]]]);
        assert.deepEqual(experts(answer).candidates.find((c) => c.id === id.E5).avoidance, []);
    }
    assert.equal((await office.post("/api/v1/match", { text: need })).body.groups[0].left_out.avoidance, 0);
});

test("what an expert declared is not told to the enterprise, nor by asking for another's", async () => {
    assert.equal((await tune("declared", { effect: "warn" })).status, 200);
    const seen = async (who, more) => experts((await who.post("/api/v1/match", { text: need, ...more })).body).candidates.find((c) => c.id === id.E3);
    assert.deepEqual((await seen(office, { organisation: id.O1 })).avoidance.map((f) => f.rule), ["declared"]);
    const told = await seen(enterprise, {});
    assert.deepEqual([told.warnings, told.avoidance], [[], []]);
    for (const [who, organisation, status] of [[visitor, id.O1, 403], [enterprise, id.O3, 403], [office, "organisation:99999999", 400], [office, id.E1, 400]]) {
        const { status: got, body } = await who.post("/api/v1/match", { text: need, organisation });
        assert.deepEqual([got, body.field], [status, "organisation"], JSON.stringify(body));
    }
});
