// SPDX-License-Identifier: GPL-3.0-or-later
// The whole story over a real socket: a need is pasted, becomes a demand, is introduced to an expert, chased, done,
// and speaks for him in a later match. Every forbidden move and everybody else's demand is refused.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Person, open } from "./people.mjs";
import { hold, spec } from "./spec.mjs";
import { ended, indexer, root, serve } from "./support.mjs";

const need = "我公司煤化工高盐废水蒸发结垢严重，希望找到分质处理和蒸发结晶方面的专家合作攻关。";
const states = spec.components.schemas.IntroductionState.enum;
let base, server, data, env, office, enterprise, rival, expert, visitor, auditor, demand, introduction;
const id = {};
const number = (text) => text.split(":")[1];

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-story-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error", ZHIKU_ALERT_SECONDS: "1" };
    writeFileSync(join(data, "organisations.csv"), "编号,名称\nO1,甲公司\nO2,乙公司\nO3,丙大学\n");
    writeFileSync(join(data, "experts.csv"), "编号,姓名,研究方向,简介,工作单位\nE1,王专家,高盐废水,煤化工高盐废水蒸发结垢的分质处理,@O3\n" +
        "E2,李专家,石榴,石榴栽培与贮藏,@O3\nE3,自家人,高盐废水,煤化工高盐废水蒸发,@O1\n");
    writeFileSync(join(data, "societies.csv"), "编号,名称,理事长\nS1,化工学会,@E1\n");
    writeFileSync(join(data, "achievements.csv"), "编号,题目,完成人,年份\nA1,高盐废水分质蒸发装置,@E1,2024\n");
    execFileSync(indexer, ["import", ...["organisations", "experts", "societies", "achievements"].map((name) => join(data, `${name}.csv`))], { env });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    ({ server, base } = await serve(env, ["--rate-login", "0"]));
    visitor = new Person(base);
    for (const hit of (await visitor.get("/api/v1/search?size=100")).body.hits) id[(await visitor.get(`/api/v1${hit.url}`)).body.ref] = hit.id;
    office = await open(base, env, "office", "office");
    auditor = await open(base, env, "auditor", "auditor");
    enterprise = await open(base, env, "enterprise", "jia", number(id.O1), { name: "甲公司小张" });
    rival = await open(base, env, "enterprise", "yigs", number(id.O2));
    expert = await open(base, env, "expert", "wang", number(id.E1));
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

const sql = (text) => execFileSync("sqlite3", ["-cmd", ".timeout 5000", join(data, "zhiku.db"), text]).toString().trim();
const match = async (who, more = {}) => hold("MatchAnswer", (await who.post("/api/v1/match", { text: need, near: "", ...more })).body);
const experts = (answer) => answer.groups.find((g) => g.kind === "expert").candidates;
const path = (what) => `/api/v1/${what.startsWith("demand") ? "demands" : "introductions"}/${number(what)}`;
const etag = async (who, what) => (await who.get(path(what))).headers.get("etag");
const change = async (who, what, body) => who.ask("PATCH", path(what), body, { "if-match": await etag(office, what) });
const status = async (who, what, body) => who.ask("POST", `${path(what)}/status`, body, { "if-match": await etag(office, what) });
const read = async (who = office) => hold("Introduction", (await who.get(path(introduction))).body);
const strangers = async () => (await auditor.get("/api/v1/audit?action=stranger")).body.entries.length;
/* The audit hears of them from a worker, a moment later. */
async function heard(count) {
    for (let i = 0; i < 50 && await strangers() < count; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(await strangers(), count);
}
/* Time goes by: what counts is how long ago the last move was. */
const days = (n) => sql(`UPDATE introduction SET moved_at = moved_at - ${n} * 86400 WHERE id = ${number(introduction)}`);
async function indexed(holds) {
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    for (let i = 0; i < 50 && !(await holds()); i++) await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(await holds(), "not in the index");
    execFileSync(indexer, ["check"], { env, stdio: "ignore" });
}
const found = async () => (await visitor.get(`/api/v1/search?kind=demand&q=${encodeURIComponent("蒸发结垢")}`)).body.total;

test("a need is pasted, a word of it dropped, and becomes a draft that nobody else sees", async () => {
    const first = await match(enterprise), [word] = first.terms;
    const answer = await match(enterprise, { drop: [word.text] });
    assert.equal(answer.terms.find((term) => term.text === word.text).use, "drop");
    assert.equal(experts(answer)[0].id, id.E1);
    const made = await enterprise.post("/api/v1/demands", { title: "高盐废水分质处理", summary: need, disciplines: ["610"], budget: 80 });
    assert.equal(made.status, 201, made.text);
    hold("Record", made.body);
    demand = made.body.id;
    assert.deepEqual([made.body.demand_status.code, made.body.organisation.id, made.body.budget], ["draft", id.O1, 80]);
    const before = await strangers();
    for (const who of [visitor, rival, expert, auditor]) {
        const [strange, missing] = [await who.get(path(demand)), await who.get("/api/v1/demands/999999")];
        assert.deepEqual([strange.status, strange.text], [404, missing.text]);
        assert.doesNotMatch((await who.get(`/api/v1/organisations/${number(id.O1)}`)).text, /分质处理/);
    }
    for (const who of [enterprise, office]) assert.equal((await who.get(path(demand))).status, 200);
    for (const [who, code] of [[enterprise, 200], [office, 200], [rival, 400], [visitor, 400]]) assert.equal((await who.post("/api/v1/match", { text: need, exclude: [demand] })).status, code);
    for (const [method, tail, body] of [["PATCH", "", { title: "x" }], ["POST", "/status", { status: "open" }], ["POST", "/introductions", { candidate: id.E1, message: "请联系" }]]) {
        assert.equal((await rival.ask(method, path(demand) + tail, body, { "if-match": '"1-x"' })).status, 404, tail);
        assert.equal((await visitor.ask(method, path(demand) + tail, body)).status, 401, tail);
    }
    await indexed(async () => true);
    assert.equal(await found(), 0);
    const [strange, missing] = [await rival.get(`${path(demand)}/terms`), await rival.get("/api/v1/demands/999999/terms")];
    assert.deepEqual([strange.status, strange.text], [404, missing.text]);
    assert.equal((await rival.get(path(demand).replace("/api/v1", ""))).status, 404);
    await heard(before + 11);
});

test("whose demand it is, and how it stands, is not for an enterprise to say", async () => {
    for (const [body, field] of [[{ organisation: { id: id.O2 } }, "organisation"], [{ organisation: { name: "丁公司" } }, "organisation"], [{ demand_status: "open" }, "demand_status"],
        [{ visibility: "public" }, "visibility"], [{ helped_experts: [{ id: id.E1 }] }, "helped_experts"]]) {
        const { status: got, body: problem } = await enterprise.post("/api/v1/demands", { title: "另一项", ...body });
        assert.deepEqual([got, problem.field], [403, field], JSON.stringify(problem));
        assert.equal((await change(enterprise, demand, body)).status, 403, field);
    }
    assert.equal((await office.ask("PATCH", path(demand), { demand_status: "open" }, { "if-match": await etag(office, demand) })).status, 403);
    const { body } = await enterprise.get("/api/v1/demands");
    assert.deepEqual(hold("Demands", body).counts, { draft: 1, open: 0, closed: 0 }); // what was refused left nothing behind
});

test("its enterprise edits the draft and opens it, and then it is found", async () => {
    assert.equal((await change(enterprise, demand, { summary: null })).status, 200);
    const empty = await status(enterprise, demand, { status: "open" });
    assert.deepEqual([empty.status, empty.body.field], [400, "summary"]);
    assert.equal((await change(enterprise, demand, { summary: need, budget: 90 })).status, 200);
    assert.equal((await enterprise.ask("POST", `${path(demand)}/status`, { status: "open" }, { "if-match": '"1-old"' })).status, 412);
    assert.equal((await enterprise.ask("POST", `${path(demand)}/status`, { status: "open" })).status, 428);
    for (const bad of ["draft", "lost", ""]) assert.equal((await status(enterprise, demand, { status: bad })).status, 400, bad);
    const early = await enterprise.post(`${path(demand)}/introductions`, { candidate: id.E1, message: "请帮助联系" });
    assert.equal(early.status, 422, early.text);
    const opened = await status(enterprise, demand, { status: "open" });
    assert.equal(hold("Record", opened.body).demand_status.code, "open");
    assert.equal((await status(enterprise, demand, { status: "open" })).status, 422);
    await indexed(async () => await found() === 1);
    const seen = await visitor.get(path(demand));
    assert.equal(seen.status, 200);
    assert.doesNotMatch(seen.text.replace(seen.body.ref, ""), /budget|90/); // a ref of chance may have a 90
});

test("who was found is put on the shortlist, and a word that was dropped stays dropped", async () => {
    const [first] = experts(await match(enterprise));
    assert.equal(first.id, id.E1);
    assert.deepEqual((await enterprise.ask("PUT", "/api/v1/shortlist", { ids: [first.id, id.S1] })).body.ids, [first.id, id.S1]);
    assert.deepEqual((await rival.get("/api/v1/shortlist")).body.ids, []);
    assert.equal((await enterprise.ask("PUT", `${path(demand)}/terms`, { must: [], drop: ["蒸发"] }, { "if-match": '"0"' })).status, 200);
    assert.deepEqual((await enterprise.get(`${path(demand)}/terms`)).body.drop, ["蒸发"]);
});

test("an introduction is asked for with what spoke for the expert, and nobody else hears of it", async () => {
    const [candidate] = experts(await match(enterprise, { exclude: [demand] }));
    for (const [body, code, field] of [[{}, "bad_value", "candidate"], [{ candidate: id.E1, message: "短" }, "bad_value", "message"], [{ candidate: id.E1, message: "长".repeat(1001) }, "too_long", "message"],
        [{ candidate: "expert:99999", message: "请帮助联系" }, "bad_value", "candidate"], [{ candidate: id.O3, message: "请帮助联系" }, "bad_value", "candidate"], [{ candidate: "王专家", message: "请帮助联系" }, "bad_value", "candidate"],
        [{ candidate: id.E1, message: "请帮助联系", evidence: ["achievement:99999"] }, "bad_value", "evidence"], [{ candidate: id.E1, message: "请帮助联系", terms: Array(65).fill("水") }, "too_many", "terms"],
        [{ candidate: id.E1, message: "请帮助联系", terms: [""] }, "bad_value", "terms"], [{ candidate: id.E1, message: "请帮助联系", evidence: Array(11).fill(id.A1) }, "too_many", "evidence"], [{ candidate: id.E1, message: "请帮助联系", state: "done" }, "unknown_parameter", "state"]]) {
        const { body: problem } = await enterprise.post(`${path(demand)}/introductions`, body);
        assert.deepEqual([problem.code, problem.field], [code, field], JSON.stringify(problem));
    }
    const asked = await enterprise.post(`${path(demand)}/introductions`, { candidate: candidate.id, message: "希望到厂里看一次", terms: candidate.covered.slice(0, 5), evidence: candidate.evidence.map((e) => e.id) });
    assert.equal(asked.status, 201, asked.text);
    introduction = `introduction:${hold("Introduction", asked.body).id}`;
    assert.equal(asked.headers.get("location"), path(introduction));
    assert.deepEqual([asked.body.state, asked.body.moves, asked.body.chase, asked.body.avoidance], ["requested", ["withdrawn"], undefined, undefined]);
    assert.ok(asked.body.matched.evidence.some((e) => e.id === id.A1));
    assert.equal((await enterprise.post(`${path(demand)}/introductions`, { candidate: candidate.id, message: "再问一次" })).body.code, "duplicate");
    const before = await strangers();
    for (const who of [rival, expert]) {
        assert.equal((await who.get(path(introduction))).status, 404);
        assert.equal((await change(who, introduction, { state: "withdrawn" })).status, 404);
        assert.equal(hold("Introductions", (await who.get("/api/v1/introductions")).body).total, 0);
    }
    assert.equal((await visitor.get(path(introduction))).status, 401);
    assert.equal((await auditor.get(path(introduction))).status, 403);
    await heard(before + 4);
    assert.equal((await office.get("/api/v1/introductions/999999")).status, 404);
    assert.equal((await expert.get(`/api/v1/experts/${number(id.E1)}/data`)).body.introductions, undefined); // nor in his data
});

test("the office approves it, and the expert sees what concerns himself", async () => {
    const list = hold("Introductions", (await office.get("/api/v1/introductions?state=requested")).body);
    assert.deepEqual([list.total, list.counts.requested, list.due, list.introductions[0].chase.whom], [1, 1, 0, "office"]);
    assert.equal((await change(enterprise, introduction, { state: "approved" })).status, 403);
    assert.equal((await office.ask("PATCH", path(introduction), { state: "approved" })).status, 428);
    assert.equal((await change(office, introduction, {})).body.field, "state");
    assert.equal((await change(office, introduction, { state: "lost" })).body.field, "state");
    const tag = await etag(office, introduction);
    const approved = await office.ask("PATCH", path(introduction), { state: "approved", note: "同意，请尽快联系" }, { "if-match": tag });
    assert.equal(hold("Introduction", approved.body).state, "approved");
    assert.equal((await office.ask("PATCH", path(introduction), { state: "declined" }, { "if-match": tag })).status, 412);
    const his = await read(expert);
    assert.deepEqual([his.message, his.organisation.name, his.moves.toSorted()], ["希望到厂里看一次", "甲公司", ["declined", "not_for_me"]]);
    assert.deepEqual(his.steps.map((step) => [step.state, step.role, step.author, step.note]), [["requested", "enterprise", undefined, undefined], ["approved", "office", undefined, "同意，请尽快联系"]]);
    assert.deepEqual((await read()).steps.map((step) => step.author), ["甲公司小张", "office"]);
    assert.equal((await expert.get("/api/v1/introductions")).body.total, 1);
    assert.match((await expert.get(`/api/v1/experts/${number(id.E1)}/data`)).body.introductions, // as a person's own data
        /^高盐废水分质处理; 甲公司; approved; 希望到厂里看一次; asked \d{4}-\d\d-\d\d; moved \d{4}-\d\d-\d\d$/);
});

test("who must be avoided can be asked for and is not approved, and the office is told why", async () => {
    const asked = await enterprise.post(`${path(demand)}/introductions`, { candidate: id.E3, message: "自己单位的人" });
    assert.equal(asked.status, 201);
    assert.equal(asked.body.avoidance, undefined);
    const what = `introduction:${asked.body.id}`;
    const seen = hold("Introduction", (await office.get(path(what))).body);
    assert.deepEqual(seen.avoidance.map((finding) => [finding.rule, finding.effect]), [["organisation", "block"]]);
    const refused = await change(office, what, { state: "approved" });
    assert.deepEqual([refused.status, refused.body.field], [422, "state"]);
    assert.equal((await change(enterprise, what, { state: "withdrawn", note: "误选" })).status, 200);
    assert.deepEqual(hold("Introduction", (await enterprise.get(path(what))).body).moves, []);
});

/* The server tells of reminders at intervals; each once. */
async function told(who) {
    const reminders = async () => (await who.get("/api/v1/alerts")).body.alerts.filter((alert) => alert.what === "reminder");
    for (let i = 0; i < 200 && (await reminders()).length < 1; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    const list = await reminders();
    assert.equal(list.length, 1);
    for (const alert of list) assert.equal(alert.url, `/introductions/${number(introduction)}`);
}

test("nobody moves it: it is chased at 9, 21 and 45 days, and a move begins anew", async () => {
    const due = async () => hold("Introductions", (await office.get("/api/v1/introductions?due=1")).body);
    assert.equal((await change(office, introduction, { state: "contacted", note: "已电话" })).status, 200);
    days(8);
    assert.equal((await due()).total, 0);
    days(1);
    const [first] = (await due()).introductions;
    await told(office);
    await told(expert);
    assert.deepEqual((await enterprise.get("/api/v1/alerts")).body.alerts.filter((alert) => alert.what === "reminder"), []); // it is not theirs to move
    assert.deepEqual([first.chase.reminder, first.chase.whom, first.chase.days], [1, "candidate", 9]);
    assert.equal((await enterprise.get("/api/v1/introductions?due=1")).status, 403);
    for (const who of [enterprise, expert, rival]) assert.equal((await who.post(`${path(introduction)}/chases`, { note: "催" })).status, 403);
    assert.equal((await office.post(`${path(introduction)}/chases`, {})).body.field, "note");
    const chased = await office.post(`${path(introduction)}/chases`, { note: "专家出差，周五回来" });
    assert.deepEqual([hold("Introduction", chased.body).chase.due, chased.body.steps.at(-1).reminder], [false, 1]);
    assert.equal((await due()).total, 0);
    days(12);
    assert.deepEqual((await due()).introductions.map((i) => i.chase.reminder), [2]);
    assert.equal((await rival.get("/api/v1/alerts")).body.alerts.filter((alert) => alert.what === "reminder").length, 0);
    assert.doesNotMatch((await enterprise.get(path(introduction))).text, /专家出差|chase/);
    assert.equal((await change(expert, introduction, { state: "in_progress", note: "下周到厂" })).status, 200);
    assert.equal((await due()).total, 0);
});

test("it is done, and speaks for the expert in a later match", async () => {
    assert.equal((await change(enterprise, introduction, { satisfaction: 5 })).status, 422); // not before the end
    assert.equal((await change(expert, introduction, { state: "done" })).status, 403);
    const earlier = experts(await match(visitor)).find((c) => c.id === id.E1);
    assert.ok(!earlier.evidence.some((e) => e.kind === "demand"));
    const done = await change(enterprise, introduction, { state: "done", outcome: "签订技术服务合同", satisfaction: 5 });
    assert.deepEqual([hold("Introduction", done.body).state, done.body.moves, done.body.may_rate], ["done", [], true]);
    assert.equal((await change(expert, introduction, { satisfaction: 1 })).status, 403);
    assert.equal((await change(enterprise, introduction, { satisfaction: 0 })).body.field, "satisfaction");
    assert.equal((await read(expert)).satisfaction, undefined);
    await indexed(async () => experts(await match(visitor)).find((c) => c.id === id.E1).evidence.some((e) => e.id === demand));
    const later = experts(await match(visitor)).find((c) => c.id === id.E1), evidence = later.evidence.find((e) => e.id === demand);
    assert.ok(later.score > earlier.score && evidence.share > 0);
    assert.deepEqual([evidence.kind, evidence.title], ["demand", "高盐废水分质处理"]);
    assert.deepEqual([later.introductions.done, later.introductions.disciplines.map((d) => d.code)], [1, ["610"]]);
    assert.ok(Math.abs(later.evidence.reduce((sum, e) => sum + e.share, 0) + later.rest.share + later.near_share - later.score) < 0.01);
    const society = (await match(visitor)).groups.find((g) => g.kind === "society").candidates[0];
    assert.ok(society.evidence.some((e) => e.id === demand)); // his society, as with everything he did
    assert.ok(!experts(await match(visitor, { exclude: [demand] })).some((c) => c.evidence.some((e) => e.id === demand)));
    const record = `/api/v1/experts/${number(id.E1)}`;
    assert.deepEqual((await visitor.get(record)).body.introductions, { done: 1 });
    assert.deepEqual(hold("Record", (await office.get(record)).body).introductions, { done: 1, open: 0, satisfaction: 5 });
    assert.equal((await visitor.get(record)).body.ties.find((tie) => tie.field === "helped_experts").items[0].id, demand);
});

test("a dissatisfied enterprise takes the evidence back", async () => {
    const speaks = async () => experts(await match(visitor)).find((c) => c.id === id.E1).evidence.some((e) => e.id === demand);
    assert.equal((await change(enterprise, introduction, { satisfaction: 2 })).status, 200);
    await indexed(async () => !(await speaks()));
    assert.equal((await change(office, introduction, { satisfaction: 4 })).status, 200);
    await indexed(speaks);
});

test("a demand that is no longer public lends discipline and year, and nothing else of it is told", async () => {
    assert.equal((await change(office, demand, { visibility: "office" })).status, 200);
    await indexed(async () => !experts(await match(visitor)).find((c) => c.id === id.E1).evidence.some((e) => e.id === demand));
    const candidate = experts(await match(visitor)).find((c) => c.id === id.E1);
    assert.deepEqual(candidate.introductions, { done: 1, year: new Date().getUTCFullYear(), disciplines: [{ code: "610", label: candidate.introductions.disciplines[0].label }] });
    assert.doesNotMatch(JSON.stringify(candidate), /分质处理"|甲公司|demand:/);
    assert.doesNotMatch((await visitor.get(`/api/v1/experts/${number(id.E1)}`)).text, /高盐废水分质处理|甲公司|demand:/);
    const his = await read(expert);
    assert.deepEqual([his.demand.title, his.demand.url], ["高盐废水分质处理", undefined]); // whom it concerns knows what it was about
    assert.equal((await change(office, demand, { visibility: "public" })).status, 200);
});

test("every move the guide does not name is refused, whoever tries", async () => {
    const guide = [...readFileSync(join(root, "docs/INTRODUCTIONS.md"), "utf8").matchAll(/^\| (\w+)[^|]* \| (\w+) \| ([a-z, ]+) \|$/gm)].map(([, from, to, who]) => ({ from, to, who: who.split(", ") })).filter(({ from }) => from !== "from");
    const people = { office, enterprise, expert };
    let tried = 0, moved = 0;
    assert.equal(guide.length, 16);
    const set = (from) => sql(`UPDATE introduction SET state = '${from}', version = 900 WHERE id = ${number(introduction)}`);
    const move = async (who, to) => {
        const reply = await who.ask("PATCH", path(introduction), { state: to }, { "if-match": '"900-x"' });
        return reply.status === 503 ? move(who, to) : reply; // a busy machine says to come again
    };
    for (const from of states) {
        set(from);
        for (const to of states) for (const [role, who] of Object.entries(people)) {
            const rows = guide.filter((row) => row.from === from && row.to === to), allowed = rows.some((row) => row.who.includes(role));
            const { status: got, text } = await move(who, to);
            assert.equal(got, allowed ? 200 : rows.length > 0 ? 403 : 422, `${role}: ${from} to ${to}: ${text}`);
            tried++;
            if (got === 200) { assert.equal((await read()).state, to); set(from); moved++; }
        }
        assert.equal((await read()).state, from);
    }
    assert.deepEqual([tried, moved], [300, 27]);
    sql(`UPDATE introduction SET state = 'done', version = 1000 WHERE id = ${number(introduction)}`);
});

test("closing wants a reason, withdraws what is requested, and is the end of the demand", async () => {
    const asked = await enterprise.post(`${path(demand)}/introductions`, { candidate: id.S1, message: "请学会组织会诊" });
    assert.equal((await status(enterprise, demand, { status: "closed" })).body.field, "reason");
    assert.equal((await status(rival, demand, { status: "closed", reason: "抢先" })).status, 404);
    assert.equal((await status(enterprise, demand, { status: "closed", reason: "已解决" })).status, 200);
    const withdrawn = hold("Introduction", (await enterprise.get(`/api/v1/introductions/${asked.body.id}`)).body);
    assert.deepEqual([withdrawn.state, withdrawn.steps.at(-1).note, withdrawn.demand.status], ["withdrawn", "已解决", "closed"]);
    const { body } = await enterprise.get("/api/v1/demands?status=closed");
    assert.deepEqual([hold("Demands", body).total, body.demands[0].reason, body.demands[0].introductions], [1, "已解决", { requested: 0, open: 0, done: 1, ended: 2 }]);
    for (const refused of [await change(enterprise, demand, { summary: "改一改" }), await status(enterprise, demand, { status: "open" }), await enterprise.post(`${path(demand)}/introductions`, { candidate: id.E2, message: "再来一次" }),
        await office.ask("DELETE", path(demand), undefined, { "if-match": await etag(office, demand) })]) assert.equal(refused.status, 422, refused.text);
});

test("lists hold what is one's own, and refuse what they do not know", async () => {
    assert.equal(hold("Demands", (await rival.get("/api/v1/demands")).body).total, 0);
    assert.equal((await rival.get(`/api/v1/demands?organisation=${id.O1}`)).status, 403);
    assert.equal((await office.get(`/api/v1/demands?organisation=${id.O1}`)).body.total, 1);
    assert.equal((await office.get(`/api/v1/introductions?candidate=${id.S1}&demand=${demand}`)).body.total, 1);
    for (const query of ["demands?status=lost", "demands?organisation=expert:1", "demands?size=101", "demands?q=1", "introductions?state=lost", "introductions?demand=12", "introductions?candidate=organisation:1", "introductions?page=0", "introductions?due=2", "introductions?q=1", `introductions/${number(introduction)}?lang=en`])
        assert.equal((await office.get(`/api/v1/${query}`)).status, 400, query);
    for (const who of [visitor, expert, auditor]) assert.ok([401, 403].includes((await who.get("/api/v1/demands")).status));
});

test("the audit has every step, and no note, message or outcome", async () => {
    const of = async (action) => (await auditor.get(`/api/v1/audit?action=${action}`)).body.entries;
    assert.deepEqual((await of("demand_status")).map((e) => [e.login, e.object, e.old, e.new, e.purpose]), [["jia", demand, "open", "closed", "已解决"], ["jia", demand, "draft", "open", ""]]);
    assert.deepEqual((await of("introduction_asked")).at(-1).new, id.E1);
    assert.ok((await of("introduction_moved")).some((e) => e.login === "wang" && e.old === "contacted" && e.new === "in_progress"));
    assert.equal((await of("introduction_chased")).length, 1);
    assert.deepEqual((await of("introduction_rated")).map((e) => e.field + e.new).slice(-2).toSorted(), ["outcome", "satisfaction5"]);
    assert.equal((await of("introductions_withdrawn"))[0].new, "1");
    assert.doesNotMatch((await auditor.get("/api/v1/audit")).text, /签订技术服务合同|希望到厂里|专家出差/);
});
