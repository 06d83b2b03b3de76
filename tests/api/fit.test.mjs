// SPDX-License-Identifier: GPL-3.0-or-later
// Whom matching brings together over a real socket: rules of experts, filters, and what is told of them to whom.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Person, open } from "./people.mjs";
import { hold, spec } from "./spec.mjs";
import { ended, indexer, serve } from "./support.mjs";

const need = "我公司煤化工高盐废水蒸发结垢严重，希望找到分质处理和蒸发结晶方面的专家合作攻关。";
const about = "高盐废水,煤化工高盐废水蒸发结垢";
let auditor, base, server, data, env, office, enterprise, visitor;
const id = {};

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-fit-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    writeFileSync(join(data, "organisations.csv"), "编号,名称,行业,企业规模\nO1,甲公司,2614,小型\nO2,乙公司,,\n");
    writeFileSync(join(data, "societies.csv"), "编号,名称,简介\nS1,化工学会,煤化工高盐废水蒸发结垢\n");
    writeFileSync(join(data, "experts.csv"), "编号,姓名,研究方向,简介,对接行业,对接企业规模,对接状态,地区,所属学会\n" +
        `E1,来者不拒,${about},,,open,370402,\nE2,只看钢铁,${about},黑色金属冶炼和压延加工业,,open,370402,\nE3,只看化工,${about},26,,limited,370481,@S1\n` +
        `E4,只看小微,${about},,small;micro,closed,110000,\nE5,只看大型,${about},26,large,,,\nE6,卢磁,动平衡,磁悬浮轴承转子动平衡,31,,,,\n`);
    execFileSync(indexer, ["import", ...["organisations", "societies", "experts"].map((name) => join(data, `${name}.csv`))], { env });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    ({ server, base } = await serve(env, ["--rate-login", "0", "--rate-export", "0"]));
    visitor = new Person(base);
    for (const hit of (await visitor.get("/api/v1/search?size=100")).body.hits) id[(await visitor.get(`/api/v1${hit.url}`)).body.ref] = hit.id;
    office = await open(base, env, "office", "office");
    enterprise = await open(base, env, "enterprise", "jia", id.O1.split(":")[1]);
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

const match = async (person, more = {}) => {
    const { status, body } = await person.post("/api/v1/match", { text: need, ...more });
    assert.equal(status, 200, JSON.stringify(body));
    return hold("MatchAnswer", body);
};
const experts = (answer) => answer.groups.find((g) => g.kind === "expert");
const refs = (group) => group.candidates.map((c) => Object.keys(id).find((ref) => id[ref] === c.id)).sort().join();
const refused = async (person, body, status, code, field) => {
    const { status: got, body: problem } = await person.post("/api/v1/match", { text: need, ...body });
    assert.deepEqual([got, problem.code, problem.field], [status, code, field], JSON.stringify(problem));
};

test("an enterprise gets those who take its industry and its size, and is told how many are left out and why", async () => {
    assert.equal(refs(experts(await match(visitor))), "E1,E2,E3,E4,E5");
    for (const answer of [await match(enterprise), await match(office, { organisation: id.O1 }), await match(visitor, { for_industries: ["2614"], for_size: "small" })]) {
        const group = experts(answer);
        assert.equal(refs(group), "E1,E3,E4");
        assert.equal(group.total, 3);
        assert.deepEqual(group.left_out, { avoidance: 0, industry: 1, size: 1, full: 0 });
        const passed = (ref) => group.candidates.find((c) => c.id === id[ref]).passed;
        assert.deepEqual([passed("E1"), passed("E3"), passed("E4")], [[], ["takes_industries"], ["takes_sizes"]]);
    }
});

test("what a need says of its enterprise stands before the record, and nothing known leaves nobody out", async () => {
    assert.equal(refs(experts(await match(enterprise, { for_industries: ["31"] }))), "E1,E2,E4");
    assert.equal(refs(experts(await match(enterprise, { for_size: "large" }))), "E1,E3,E5");
    assert.equal(refs(experts(await match(office, { organisation: id.O2 }))), "E1,E2,E3,E4,E5");
    await refused(visitor, { for_industries: ["99999"] }, 400, "unknown_code", "for_industries");
    await refused(visitor, { for_size: "小" }, 400, "unknown_code", "for_size");
    await refused(visitor, { for_industries: Array(11).fill("26") }, 400, "too_many", "for_industries");
    await refused(visitor, { for_industries: "26" }, 400, "bad_value", "for_industries");
});

test("any facet filters the kinds that have it, and what was passed is told", async () => {
    const open_ = await match(visitor, { filters: { availability: ["open"] } });
    assert.equal(refs(experts(open_)), "E1,E2");
    assert.deepEqual(experts(open_).candidates[0].passed, ["availability"]);
    const society = open_.groups.find((g) => g.kind === "society").candidates[0];
    assert.deepEqual([society.id, society.passed], [id.S1, []]);
    assert.equal(refs(experts(await match(visitor, { filters: { availability: ["open", "limited"], region: ["370481"] } }))), "E3");
    assert.deepEqual((await match(visitor, { filters: { region: ["370481"] } })).groups.map((g) => g.candidates.length), [1, 0, 0]);
    const facets = spec.paths["/api/v1/search"].get.parameters.filter((p) => p.description?.startsWith("Codes;")).map((p) => p.name);
    assert.ok(facets.length > 15);
    for (const name of facets) await refused(visitor, { filters: { [name]: ["no such"] } }, 400, "unknown_code", name);
});

test("a region is preferred by a share that is told; who is excluded is neither candidate nor evidence", async () => {
    const near = experts(await match(visitor, { near: "370481" }));
    assert.equal(near.candidates[0].id, id.E3);
    assert.ok(near.candidates[0].near_share > 0);
    assert.equal(refs(experts(await match(visitor, { exclude: [id.E1, id.E3] }))), "E2,E4,E5");
    await refused(visitor, { exclude: ["expert:99999999"] }, 400, "bad_value", "exclude");
});

const settings = async (person, change) => {
    const { status, body } = change ? await person.ask("PATCH", "/api/v1/match/settings", change) : await person.get("/api/v1/match/settings");
    return status === 200 ? hold("MatchSettings", body) : { status, code: body.code, field: body.field };
};

test("near-equals stand in an order that is drawn, the same for who asks the same, and told", async () => {
    const orders = new Set();
    for (let i = 0; i < 12; i++) {
        const answer = await match(visitor, { text: `${need}${i}` });
        assert.match(answer.rotation.seed, /^\d{8}-\d{3}$/);
        assert.equal(answer.rotation.tolerance, (await settings(office)).tolerance / 1000);
        const { candidates } = experts(answer);
        const scores = candidates.map((c) => c.score);
        for (const [a, better] of scores.entries()) for (const worse of scores.slice(a + 1)) assert.ok(worse <= better * (1 + answer.rotation.tolerance) + 0.01, `${scores}`);
        assert.equal(candidates.reduce((sum, c) => sum + c.moved, 0), 0);
        orders.add(candidates.map((c) => c.id).join());
        assert.deepEqual(experts(await match(visitor, { text: `${need}${i}`, size: 2 })).candidates.map((c) => c.id), candidates.slice(0, 2).map((c) => c.id));
    }
    assert.ok(orders.size > 1, [...orders].join(" "));
    const [visitors, enterprises] = [(await match(visitor)).rotation.seed, (await match(enterprise)).rotation.seed];
    assert.equal((await match(visitor)).rotation.seed, visitors);
    assert.notEqual(enterprises, visitors);
});

test("the office sees an order again by its seed, and may switch the drawing off; nobody else", async () => {
    const shown = await match(enterprise);
    const again = await match(office, { organisation: id.O1, seed: shown.rotation.seed });
    assert.deepEqual(experts(again).candidates.map((c) => [c.id, c.moved]), experts(shown).candidates.map((c) => [c.id, c.moved]));
    await refused(visitor, { seed: "20261125-417" }, 403, "forbidden", "seed");
    await refused(office, { seed: "" }, 400, "bad_value", "seed");
    const { version } = await settings(office);
    for (const person of [visitor, enterprise]) {
        assert.ok([401, 403].includes((await settings(person)).status));
        assert.ok([401, 403].includes((await settings(person, { version, rotation: false })).status));
    }
    assert.deepEqual(await settings(office, { version: version + 7, rotation: false }), { status: 412, code: "conflict", field: "version" });
    assert.deepEqual(await settings(office, { version, tolerance: 201 }), { status: 400, code: "bad_value", field: "tolerance" });
    assert.equal((await settings(office, { version, rotation: false })).rotation, false);
    const answer = await match(visitor);
    assert.equal(answer.rotation, null);
    const { candidates } = experts(answer);
    assert.deepEqual(candidates.map((c) => c.score), candidates.map((c) => c.score).sort((a, b) => b - a));
    assert.ok(candidates.every((c) => c.moved === 0));
    assert.deepEqual(experts(await match(office, { organisation: id.O1, seed: shown.rotation.seed })).candidates.map((c) => c.id), experts(shown).candidates.map((c) => c.id));
    assert.equal((await settings(office, { version: version + 1, rotation: true })).version, version + 2);
    auditor = await open(base, env, "auditor", "auditor");
    const { entries } = (await auditor.get("/api/v1/audit?action=match_setting_changed")).body;
    assert.deepEqual(entries.map((e) => [e.field, e.old, e.new]), [["rotation", "false", "true"], ["rotation", "true", "false"]]);
});

const gaps = async (query = "") => {
    const { status, body } = await office.get(`/api/v1/reports/gaps${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return hold("Gaps", body).gaps;
};
const patch = async (path, change) => {
    const { headers } = await office.get(path);
    const { status, text } = await office.ask("PATCH", path, change, { "if-match": headers.get("etag") });
    assert.equal(status, 200, text);
};

const move = async (person, path, change) => {
    const { headers } = await person.get(path);
    const { status, text } = await person.ask("POST", `${path}/status`, change, { "if-match": headers.get("etag") });
    assert.equal(status, 200, text);
};
/* A demand of the office's, opened: its path. */
const demand = async (body) => {
    const created = await office.post("/api/v1/demands", body);
    assert.equal(created.status, 201, created.text);
    const path = created.headers.get("location");
    await move(office, path, { status: "open" });
    return path;
};

test("a demand that nobody meets is in the gap report until somebody does", async () => {
    const path = await demand({ title: "深海采矿车履带沉陷", body: "我们的深海采矿车履带在软泥里沉陷，求海底行走机构的专家。", organisation: { id: id.O2 }, region: "370481", disciplines: ["580"], industries: ["3599"] });
    const [gap, ...others] = await gaps();
    assert.deepEqual(others, []);
    assert.deepEqual([gap.discipline.code, gap.industry.code, gap.region.label, gap.demand.title, gap.needs], ["580", "3599", "滕州市", "深海采矿车履带沉陷", 1]);
    assert.ok(gap.terms.includes("履带"), gap.terms.join());
    assert.equal(gap.strength, gap.candidates > 0 ? "weak" : "none");
    assert.equal(gap.day, new Date().toISOString().slice(0, 10));
    const csv = await office.get("/api/v1/reports/gaps?format=csv");
    assert.match(csv.headers.get("content-type"), /text\/csv/);
    assert.match(csv.headers.get("content-disposition"), /gaps\.csv/);
    assert.match(csv.text, /^\ufeff?学科,行业,地区/);
    assert.match(csv.text, /"滕州市",demand:\d+,"深海采矿车履带沉陷","[^"]*履带/);
    assert.deepEqual(await gaps("?since=2999-01-01"), []);
    const told = async () => (await auditor.get("/api/v1/audit?action=export")).body.entries.map(({ login, field, new: rows }) => [login, field, rows]);
    for (let i = 0; (await told()).length === 0; i++, await sleep(50)) assert.ok(i < 60);
    assert.deepEqual(await told(), [["office", "gaps.csv", "1"]]); // the file, not what the page shows
    await patch(path, { title: "高盐废水蒸发结垢", body: "煤化工高盐废水蒸发结垢。" });
    assert.deepEqual(await gaps(), []);
});

test("a demand is met by those alone who take its enterprise", async () => {
    const text = { title: "磁悬浮轴承转子动平衡", body: "磁悬浮轴承转子动平衡。", organisation: { id: id.O2 } };
    await demand({ ...text, industries: ["3130"] });
    assert.deepEqual(await gaps(), []);
    const unmet = await demand({ ...text, industries: ["2614"] });
    assert.deepEqual((await gaps()).map((gap) => [gap.demand.id, gap.strength]), [[`demand:${unmet.split("/").at(-1)}`, "none"]]);
});

test("a need that found nobody is counted by what was said beside it, and nothing of it is kept", async () => {
    const before = (await gaps()).filter((gap) => !gap.demand);
    assert.deepEqual(before, []);
    const nobody = { text: "我公司煤化工高盐废水蒸发结垢严重，秘密工艺甲乙丙。", filters: { region: ["110000"], discipline: ["530"] }, for_industries: ["2614"], kinds: ["expert"] };
    for (let i = 0; i < 2; i++) assert.equal((await match(visitor, nobody)).groups[0].total, 0);
    await match(visitor, { ...nobody, must: ["量子纠缠"] });
    await match(visitor, { ...nobody, text: "Требуется специалист по сварке титановых сплавов" });
    let counted = [];
    for (let i = 0; i < 50 && counted[0]?.needs !== 2; i++) {
        counted = (await gaps()).filter((gap) => !gap.demand);
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.deepEqual(counted.map((gap) => [gap.discipline.code, gap.industry.code, gap.region.code, gap.needs, gap.terms, gap.day]),
        [["530", "2614", "110000", 2, [], new Date().toISOString().slice(0, 7)]]);
    assert.doesNotMatch((await office.get("/api/v1/reports/gaps?format=csv")).text, /秘密工艺/);
});

test("a draft is no gap before it is opened; one that is closed was one all the same", async () => {
    const gap = async () => (await gaps()).filter((one) => one.demand?.title === "甲地陨石坑测绘").length;
    const draft = await enterprise.post("/api/v1/demands", { title: "甲地陨石坑测绘", body: "陨石坑测绘，求月面地形的专家。" });
    assert.equal(draft.status, 201, draft.text);
    assert.equal(await gap(), 0);
    const path = draft.headers.get("location");
    await move(enterprise, path, { status: "open" });
    assert.equal(await gap(), 1);
    await move(enterprise, path, { status: "closed", reason: "不再需要" });
    assert.equal(await gap(), 1);
});

test("load is told to the office in numbers, to enterprises without, to visitors not at all; consent to the office", async () => {
    const expert = async (person, more) => experts(await match(person, more)).candidates.find((c) => c.id === id.E1);
    await patch(`/api/v1/experts/${id.E1.split(":")[1]}`, { max_load: 1 });
    assert.deepEqual((await expert(office)).load, { open: 0, most: 1 });
    assert.ok(!(await expert(office)).warnings.includes("full"));
    const path = await demand({ title: "高盐废水", body: "煤化工高盐废水蒸发结垢。", organisation: { id: id.O1 } });
    const asked = await enterprise.post(`${path}/introductions`, { candidate: id.E1, message: "请安排对接" });
    assert.equal(asked.status, 201, asked.text);
    const approved = await office.ask("PATCH", asked.headers.get("location"), { state: "approved" }, { "if-match": (await office.get(asked.headers.get("location"))).headers.get("etag") });
    assert.equal(approved.status, 200, approved.text);
    const [seen, told, open_] = [await expert(office), await expert(enterprise), await expert(visitor)];
    assert.deepEqual([seen.load, told.load, open_.load], [{ open: 1, most: 1 }, undefined, undefined]);
    assert.deepEqual([seen, told, open_].map((c) => c.warnings.includes("full")), [true, true, false]);
    assert.deepEqual([seen, told, open_].map((c) => c.warnings.includes("no_consent")), [true, false, false]);
    const free = experts(await match(enterprise, { free: true }));
    assert.ok(!free.candidates.some((c) => c.id === id.E1));
    assert.equal(free.left_out.full, 1);
    assert.equal(experts(await match(enterprise)).left_out.full, 0);
    await refused(visitor, { free: true }, 403, "forbidden", "free");
    await refused(enterprise, { free: 1 }, 400, "bad_value", "free");
    const consent = await office.post(`/api/v1/experts/${id.E1.split(":")[1]}/consents`, { statement: "1", channel: "paper", scope: "contacts" });
    assert.ok(consent.status < 300, consent.text);
    assert.ok(!(await expert(office)).warnings.includes("no_consent"));
});

test("the gap report is for the office, and says what is wrong with what it is asked", async () => {
    for (const person of [visitor, enterprise]) assert.ok([401, 403].includes((await person.get("/api/v1/reports/gaps")).status));
    for (const [query, field] of [["?since=yesterday", "since"], ["?format=xlsx", "format"], ["?size=3", "size"]]) assert.equal((await office.get(`/api/v1/reports/gaps${query}`)).body.field, field);
});

test("a demand that came by import is looked at in the background, and is a gap until somebody comes", async (t) => {
    const file = (name, text) => { writeFileSync(join(data, name), text); execFileSync(indexer, ["import", join(data, name)], { env, stdio: "ignore" }); };
    const listed = async () => (await gaps()).some((gap) => gap.demand?.title === "同步辐射光源束线");
    const looked = async (wanted) => { // a server looks when it starts, and every hour
        execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
        const one = await serve(env, ["--rate-export", "0"]);
        t.after(async () => assert.equal(await ended(one.server), 0));
        for (let i = 0; i < 200 && (await listed()) !== wanted; i++) await sleep(50);
        return listed();
    };
    file("demands.csv", "编号,题目,摘要,需求状态\nD77,同步辐射光源束线,求建造同步辐射光源束线单色器的人,open\n");
    assert.equal(await looked(true), true);
    file("experts.csv", "编号,姓名,研究方向,简介\nE77,束专家,同步辐射;光源束线;单色器,建造同步辐射光源束线单色器\n");
    assert.equal(await looked(false), false);
});
