// SPDX-License-Identifier: GPL-3.0-or-later
// Changing records over HTTP: who may, versions, drafts, going back, merging.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Person, agreement, open } from "./people.mjs";
import { ended, indexer, serve } from "./support.mjs";

let base, server, data, env, office, expert, factory, other, auditor, visitor;
const id = {};

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-edit-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    const files = { "experts.csv": "编号,姓名,手机,简介,关键词\nE1,张三,19900001111,煤化工,煤化工;废水\nE2,李四,,,\nE3,张三丰,,废水处理二十年,\n",
        "organisations.csv": "编号,名称\nO1,甲厂\nO2,乙厂\n", "demands.csv": "编号,题目,需求单位,预算万元\nD1,甲的需求,@O1,50\nD2,乙的需求,@O2,60\n",
        "achievements.csv": "编号,题目,完成人\nA1,一种方法,@E1|第一;@E3|第二\nA2,另一种方法,@E3\n" };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(data, name), text);
    execFileSync(indexer, ["import", ...Object.keys(files).map((name) => join(data, name))], { env });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    ({ server, base } = await serve(env, ["--rate-login", "0"]));
    visitor = new Person(base);
    for (const hit of (await visitor.get("/api/v1/search?size=100")).body.hits) id[(await visitor.get(`/api/v1${hit.url}`)).body.ref] = hit.url;
    const number = (ref) => id[ref].split("/").pop();
    office = await open(base, env, "office", "office");
    auditor = await open(base, env, "auditor", "auditor");
    expert = await open(base, env, "expert", "zhangsan", number("E1"));
    factory = await open(base, env, "enterprise", "factory", number("O1"));
    other = await open(base, env, "enterprise", "other", number("O2"));
    assert.equal((await expert.post(`${api("E1")}/consents`, await agreement(expert, api("E1")))).status, 204);
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

const api = (ref) => `/api/v1${id[ref]}`;
const etag = async (person, path) => (await person.get(path)).headers.get("etag");
const patch = async (person, path, body, match) => person.ask("PATCH", path, body, { "if-match": match ?? await etag(office, path) });
async function audited(action, enough) {
    for (let i = 0; i < 50; i++, await sleep(50)) {
        const found = (await auditor.get(`/api/v1/audit?action=${action}`)).body.entries.filter(enough);
        if (found.length) return found;
    }
    assert.fail(`nothing in the audit: ${action}`);
}

test("the office changes any record; a stale version is refused, and none given is as well", async () => {
    const path = api("E2"), match = await etag(office, path);
    const { status, body, headers } = await patch(office, path, { summary: "第一次", keywords: ["甲", "乙;丙"], birth_year: 1970, organisation: { id: "organisation:" + id.O1.split("/").pop() } }, match);
    assert.equal(status, 200);
    assert.equal(body.version, 2);
    assert.deepEqual(body.keywords, ["甲", "乙;丙"]);
    assert.equal(body.organisation.name, "甲厂");
    assert.match(headers.get("etag"), /^"2-/);
    const stale = await patch(office, path, { summary: "第二次" }, match);
    assert.equal(stale.status, 412);
    assert.equal(stale.body.code, "conflict");
    assert.equal((await office.ask("PATCH", path, { summary: "x" })).status, 428);
    assert.equal((await office.ask("PATCH", path, { summary: "x" }, { "if-match": "*" })).status, 428);
    const [entry] = await audited("edit", ({ field }) => field === "birth_year");
    assert.deepEqual([entry.old, entry.new], ["", "***"]); // that it changed, not to what
});

test("what GET gave can be sent back, and a mask leaves the number alone", async () => {
    const path = api("E1"), { body } = await office.get(path);
    assert.match(body.phone, /^199\*+11$/);
    const sent = Object.fromEntries(Object.entries(body).filter(([name]) => !["id", "kind", "version", "created_at", "updated_at", "ties"].includes(name)));
    assert.equal((await patch(office, path, sent)).body.version, 1);
    assert.equal((await office.post(`${path}/contacts`, { purpose: "核对电话" })).body.contacts.phone, "19900001111");
});

test("bad values and unknown members are refused by name", async () => {
    for (const [body, status, code, field] of [[{ nonsense: 1 }, 400, "unknown_parameter", "nonsense"], [{ id: "expert:9" }, 400, "unknown_parameter", "id"], [{ version: 9 }, 400, "unknown_parameter", "version"],
        [{ phone: "abc" }, 400, "bad_value", "phone"], [{ region: "999999" }, 400, "unknown_code", "region"], [{ keywords: "a" }, 400, "bad_value", "keywords"], [{ keywords: [1] }, 400, "bad_value", "keywords"],
        [{ birth_year: "1970" }, 400, "bad_value", "birth_year"], [{ name: null }, 400, "bad_value", "name"], [{ organisation: { id: "organisation:99999" } }, 400, "bad_value", "organisation"], [{ organisation: {} }, 400, "bad_value", "organisation"]]) {
        const answer = await patch(office, api("E2"), body);
        assert.deepEqual([answer.status, answer.body.code, answer.body.field], [status, code, field], JSON.stringify(body));
    }
    assert.equal((await office.get(api("E2"))).body.version, 2);
});

test("who ties his record to one that he may not see hears what he would of one that is not there", async () => {
    const made = await office.post("/api/v1/organisations", { name: "未公开的单位", visibility: "office" });
    assert.equal(made.status, 201, made.text);
    const missing = "organisation:999999", said = [];
    for (const id of [made.body.id, missing]) {
        const answer = await patch(expert, api("E1"), { organisation: { id } });
        assert.deepEqual([answer.status, answer.body.field], [400, "organisation"], answer.text);
        said.push(answer.text.replaceAll(id.split(":")[1], "N"));
    }
    assert.equal(said[0], said[1]);
    // Typed, its reference is a name like any other, whatever stands before it.
    for (const at of ["@", " @", "\u3000@", " \t\n@"]) for (const ref of [made.body.ref, "O999"]) {
        const answer = await factory.post("/api/v1/demands", { title: "试探", organisation: { name: at + ref } });
        assert.equal(answer.status, 403, answer.text); // it is not his organisation
        const typed = await patch(factory, api("O1"), { leaders: [at + id.E2.split("/").pop(), { name: at + "E2" }] });
        assert.deepEqual(typed.body.leaders?.map((leader) => leader.id ?? leader.name ?? leader), ["@" + id.E2.split("/").pop(), "@E2"], typed.text);
    }
    assert.equal((await patch(factory, api("O1"), { leaders: [] })).status, 200);
    assert.equal((await office.ask("DELETE", `/api/v1/organisations/${made.body.id.split(":")[1]}`, undefined, { "if-match": made.headers.get("etag") })).status, 204);
});

test("a record that only the office saw is removed without its name becoming public; of others the name stays", async () => {
    const two = [];
    for (const [name, visibility] of [["不公开的人", "office"], ["公开的人", "public"]]) two.push((await office.post("/api/v1/experts", { name, visibility })).body);
    const work = await office.post("/api/v1/achievements", { title: "第三种方法", contributors: two.map((one) => ({ id: one.id })) });
    const names = async (person) => (await person.get(work.headers.get("location"))).body.contributors.map(({ name }) => name);
    assert.deepEqual(await names(office), ["不公开的人", "公开的人"]);
    for (const one of two) {
        const where = `/api/v1/experts/${one.id.split(":")[1]}`;
        assert.equal((await office.ask("DELETE", where, undefined, { "if-match": await etag(office, where) })).status, 204);
    }
    for (const person of [visitor, office]) assert.deepEqual(await names(person), ["公开的人"]);
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    const found = async (q) => (await visitor.get(`/api/v1/search?q=${encodeURIComponent(q)}`)).body;
    for (let i = 0; !(await found("第三种方法")).hits.some(({ title }) => title === "第三种方法"); i++, await sleep(100)) assert.ok(i < 30);
    const { query, hits } = await found('"不公开的人"'); // what is like it may be found: the name of the other
    assert.ok(query.relaxed && !JSON.stringify(hits).includes("不公开"), JSON.stringify(hits));
});

test("an owner's history and drafts do not tell of records that he may not see", async () => {
    const hidden = (await office.post("/api/v1/societies", { name: "未公开的学会", visibility: "office" })).body, path = api("E2");
    const lisi = await open(base, env, "expert", "lisi", id.E2.split("/").pop());
    const tied = await patch(office, path, { societies: [{ id: hidden.id, role: "理事" }] });
    assert.equal(tied.status, 200, tied.text);
    assert.equal((await patch(office, path, { societies: [{ id: hidden.id, role: "理事" }, { name: "墨子学会" }] })).status, 200);
    assert.equal((await patch(lisi, path, { societies: [{ name: "鲁班学会" }] })).status, 202);
    const told = async (person) => {
        const { versions } = (await person.get(`${path}/history`)).body, { drafts } = (await person.get("/api/v1/drafts")).body;
        return [...versions.slice(0, 2), ...drafts.filter(({ record }) => record === `expert:${id.E2.split("/").pop()}`)].map(({ fields }) => fields.map(({ old, new: now }) => [old, now]));
    };
    const at = `@${hidden.ref}|理事`;
    assert.deepEqual(await told(office), [[[at, `${at};墨子学会`]], [["", at]], [[`${at};墨子学会`, "鲁班学会"]]]);
    assert.deepEqual(await told(lisi), [[["", "墨子学会"]], [], [["墨子学会", "鲁班学会"]]]);
    const [{ id: draft }] = (await lisi.get("/api/v1/drafts")).body.drafts;
    assert.equal((await office.post(`/api/v1/drafts/${draft}`, { approve: false })).status, 204);
});

test("an expert's change waits until the office approves it", async () => {
    const path = api("E1");
    const waiting = await patch(expert, path, { summary: "煤化工与废水", phone: "19911112222" });
    assert.equal(waiting.status, 202);
    assert.equal((await visitor.get(path)).body.summary, "煤化工");
    assert.equal((await patch(expert, path, { memberships: [] })).status, 403); // for the office to say
    assert.equal((await expert.get("/api/v1/drafts")).body.drafts.length, 1);
    const { drafts } = (await office.get("/api/v1/drafts")).body;
    assert.equal(drafts.length, 1);
    assert.deepEqual(drafts[0].fields.find(({ field }) => field === "summary"), { field: "summary", old: "煤化工", new: "煤化工与废水" });
    assert.match(drafts[0].fields.find(({ field }) => field === "phone").new, /^199\*+22$/);
    assert.equal((await expert.post(`/api/v1/drafts/${drafts[0].id}`, { approve: true })).status, 403);
    assert.equal((await office.post(`/api/v1/drafts/${drafts[0].id}`, { approve: true })).status, 204);
    assert.equal((await visitor.get(path)).body.summary, "煤化工与废水");
    const { versions } = (await office.get(`${path}/history`)).body;
    assert.equal(versions[0].author, "zhangsan");
    assert.equal(versions[0].why, "approved");
    assert.equal((await patch(expert, path, { summary: "写错了" })).status, 202);
    const same = await patch(expert, path, { summary: "煤化工与废水" }); // as it is: he takes back what he sent
    assert.equal(same.status, 200);
    assert.equal(same.body.summary, "煤化工与废水");
    assert.deepEqual((await office.get("/api/v1/drafts")).body.drafts, []);
    const { body } = await patch(expert, path, { summary: "迟到的修改" });
    assert.equal((await patch(office, path, { summary: "科协的修改" })).status, 200);
    assert.equal((await office.post(`/api/v1/drafts/${body.draft}`, { approve: true })).status, 412);
    assert.equal((await office.post(`/api/v1/drafts/${body.draft}`, { approve: false, reason: "已修改" })).status, 204);
    assert.equal((await office.post(`/api/v1/drafts/${body.draft}`, { approve: false })).status, 404);
});

test("an enterprise changes its own organisation and demands; another's are not there for it", async () => {
    assert.equal((await patch(factory, api("O1"), { summary: "机床厂" })).status, 200);
    assert.equal((await patch(factory, api("D1"), { summary: "要一台机床" })).status, 200);
    assert.equal((await factory.get(api("D1"))).body.budget, 50);
    assert.equal((await other.get(api("D1"))).body.budget, undefined);
    assert.equal((await patch(factory, api("O1"), { credit_code: null })).status, 403);
    assert.equal((await patch(factory, api("D1"), { organisation: { id: `organisation:${id.O2.split("/").pop()}` } })).status, 403);
    assert.equal((await factory.get(api("D1"))).body.organisation.name, "甲厂");
    for (const [method, path, body] of [["PATCH", api("D1"), { summary: "x" }], ["GET", `${api("D1")}/history`], ["PUT", `${api("D1")}/hidden`, {}], ["PATCH", api("E1"), { summary: "x" }], ["PATCH", "/api/v1/demands/999999", { summary: "x" }]]) {
        const answer = await other.ask(method, path, body, { "if-match": '"1"' });
        assert.equal(answer.status, 404, `${method} ${path}`);
        assert.equal(answer.body.detail, "no such record");
    }
    await audited("stranger", ({ object, login }) => object === `demand:${id.D1.split("/").pop()}` && login === "other");
    assert.equal((await patch(expert, api("E2"), { summary: "x" })).status, 404);
});

test("who asks what is like another's draft, or saves or excludes it, is told to the audit; its owner is not", async () => {
    const draft = (await factory.post("/api/v1/demands", { title: "不公开的需求", summary: "不公开的需求的内容" })).body.id;
    const entries = async () => (await auditor.get(`/api/v1/audit?action=stranger&object=${draft}`)).body.entries;
    for (const [who, count] of [[factory, 0], [other, 3]]) {
        const similar = (id) => who.get(`/api/v1/demands/${id.split(":")[1]}/similar`);
        assert.deepEqual([(await similar(draft)).status, (await similar("demand:999999")).status], [404, 404]); // it is in no index
        const answers = [await who.post("/api/v1/saved", { demand: draft }), await who.post("/api/v1/match", { text: "高盐废水怎么处理才好", exclude: [draft] })];
        assert.deepEqual(answers.map(({ status }) => status), who === other ? [400, 400] : [201, 200]);
        for (let i = 0; (await entries()).length < count; i++, await sleep(100)) assert.ok(i < 30);
        assert.equal((await entries()).length, count);
    }
});

test("every version has its author and its diff, and can be gone back to", async () => {
    const path = api("E1"), before = (await office.get(path)).body;
    const { versions } = (await office.get(`${path}/history`)).body;
    assert.deepEqual(versions.map(({ version }) => version), [3, 2]);
    assert.deepEqual(versions[0].fields, [{ field: "summary", old: "煤化工与废水", new: "科协的修改" }]);
    const back = await office.ask("POST", `${path}/restore`, { version: 1 }, { "if-match": await etag(office, path) });
    assert.equal(back.body.summary, "煤化工");
    assert.equal(back.body.version, 4);
    assert.equal((await office.post(`${path}/contacts`, { purpose: "核对电话" })).body.contacts.phone, "19900001111");
    assert.equal((await office.ask("POST", `${path}/restore`, { version: 9 }, { "if-match": '"4"' })).status, 404);
    const again = await office.ask("POST", `${path}/restore`, { version: 3 }, { "if-match": '"4"' });
    assert.equal(again.body.summary, before.summary);
    assert.ok(!(await factory.get(`${path}/history`)).text.includes("1111"));
    assert.doesNotMatch((await office.get(`${path}/history`)).text, /19900001111|19911112222/);
});

test("two records that are one become one, and the old address leads there for good", async () => {
    const path = api("E3"), into = Number(id.E1.split("/").pop());
    const { status, body } = await office.ask("POST", `${path}/merge`, { into }, { "if-match": await etag(office, path) });
    assert.equal(status, 200);
    assert.equal(body.id, `expert:${into}`);
    assert.deepEqual(body.ties.find(({ kind }) => kind === "achievement").total, 2); // A1 named both, and counts once
    const moved = await visitor.get(path);
    assert.equal(moved.status, 301);
    assert.equal(moved.headers.get("location"), api("E1"));
    assert.equal((await visitor.get(id.E3)).headers.get("location"), id.E1);
    assert.equal((await visitor.get((await visitor.get(path)).headers.get("location"))).status, 200);
    const keep = async (visibility) => assert.equal((await office.ask("PATCH", api("E1"), { visibility }, { "if-match": await etag(office, api("E1")) })).status, 200);
    await keep("office"); // where it leads is told to those alone who may see it there
    for (const address of [path, id.E3]) assert.deepEqual([(await visitor.get(address)).status, (await visitor.get(address)).headers.get("location")], [404, null]);
    assert.equal((await office.get(path)).status, 301);
    await keep("public");
    assert.equal((await visitor.get(path)).status, 301);
    assert.equal((await office.ask("POST", `${api("E1")}/merge`, { into }, { "if-match": await etag(office, api("E1")) })).status, 400);
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    execFileSync(indexer, ["check"], { env });
});

test("records are made and removed by the office", async () => {
    const made = await office.post("/api/v1/events", { title: "墨子论坛", year: 2026 });
    assert.equal(made.status, 201);
    const where = made.headers.get("location");
    assert.equal((await visitor.get(where)).body.title, "墨子论坛");
    assert.match((await visitor.get(where)).body.ref, /^E[0-9A-Z]{10}$/);
    assert.equal((await office.post("/api/v1/events", { title: "再一个", ref: made.body.ref })).body.code, "duplicate");
    assert.equal((await office.post("/api/v1/events", { year: 2026 })).body.field, "title");
    assert.equal((await factory.post("/api/v1/events", { title: "x" })).status, 403);
    assert.equal((await office.ask("DELETE", where, undefined, { "if-match": '"7"' })).status, 412);
    assert.equal((await office.ask("DELETE", where, undefined, { "if-match": '"1"' })).status, 204);
    assert.equal((await visitor.get(where)).status, 404);
    assert.equal((await office.ask("DELETE", where, undefined, { "if-match": '"1"' })).status, 404);
});

test("changes of the office that come at the same time do not overwrite each other", async () => {
    const path = api("A2"), match = await etag(office, path);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => patch(office, path, { summary: `第${i}个` }, match)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(19).fill(412)]);
    assert.match(execFileSync(indexer, ["audit", "verify"], { env }).toString(), /rows, head/);
});
