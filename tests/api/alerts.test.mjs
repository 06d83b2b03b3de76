// SPDX-License-Identifier: GPL-3.0-or-later
// Demands that fit, what is saved, what is told of it, and the feed, over a real socket.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Person, open, password } from "./people.mjs";
import { hold } from "./spec.mjs";
import { ended, indexer, root, serve } from "./support.mjs";

const need = "我公司需要解决锂电池正极材料烧结过程中的开裂问题，希望提高循环寿命。";
let base, server, data, env, people, number = 0;

/* Import rows of a kind, and have them in the index. */
function put(kind, ...rows) {
    const path = join(data, `rows${number++}`);
    mkdirSync(path);
    writeFileSync(join(path, `${kind}.jsonl`), rows.map((row) => JSON.stringify(row)).join("\n") + "\n");
    execFileSync(indexer, ["import", path], { env, stdio: "ignore" });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
}
const expert = (ref, name, summary, more = {}) => ({ ref, name, summary, ...more });
const work = (ref, title, summary, by) => ({ ref, title, summary, keywords: ["锂电池", "正极材料"], contributors: [{ ref: by }] });
const find = async (q, kind = "expert") => {
    const { body } = await people.visitor.get(`/api/v1/search?q=${encodeURIComponent(q)}&kind=${kind}`);
    return body.hits[0];
};
async function until(what, test_) {
    for (let i = 0; i < 100; i++) {
        const got = await test_();
        if (got) return got;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`never: ${what}`);
}
const alerts = async (person, query = "size=100") => {
    const { body } = await person.get(`/api/v1/alerts?${query}`);
    hold("Alerts", body);
    return body;
};
/* A record that is told to whoever is asked last: all before it has been told, or never will be. */
const told = (person, title) => until(`${title} is told`, async () => (await alerts(person)).alerts.find((a) => a.record?.title === title));
const titles = (list) => list.alerts.map((a) => a.record?.title);

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-alerts-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error", ZHIKU_ALERT_SECONDS: "1", ZHIKU_PUBLIC_URL: "https://zhiku.example.com" };
    people = { visitor: null };
    const filler = [...Array(40)].map((_, i) => ({ ref: `N${i}`, title: "石榴种植与加工", summary: "我公司需要提高石榴产量，希望解决问题。" }));
    put("achievements", ...filler);
    put("organisations", { ref: "O1", name: "某电池公司", organisation_type: "enterprise" });
    put("experts", expert("E1", "王一", "从事材料研究"), expert("E2", "李二", "长期从事管理工作"), expert("E8", "郑八", "长期从事管理工作"), expert("E9", "暗九", "从事材料研究", { visibility: "office" }));
    put("achievements", work("A1", "锂电池正极材料的烧结", "研究烧结过程中开裂的机理，循环寿命提高。", "E1"));
    put("demands", { ref: "D1", title: "正极材料开裂", summary: need, organisation: { ref: "O1" }, demand_status: "open" },
        { ref: "D2", title: "正极材料开裂二", summary: need, demand_status: "closed" },
        { ref: "D3", title: "正极材料开裂三", summary: need, demand_status: "open", visibility: "office" });
    ({ server, base } = await serve(env, ["--web", join(root, "server/web/dist")]));
    people.visitor = new Person(base);
    const id = async (q, kind) => Number((await find(q, kind)).id.split(":")[1]);
    people.ann = await open(base, env, "evaluator", "ann");
    people.eve = await open(base, env, "evaluator", "eve");
    people.office = await open(base, env, "office", "office");
    people.wang = await open(base, env, "expert", "wang", await id("王一"));
    people.firm = await open(base, env, "enterprise", "firm", await id("某电池公司", "organisation"));
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

test("the open public demands that an expert can meet are told to anybody, with the parts that ranked them", async () => {
    const { url, id } = await find("王一");
    const { status, body } = await people.visitor.get(`/api/v1${url}/demands`);
    assert.equal(status, 200);
    hold("FittingDemands", body);
    assert.equal(body.id, id);
    assert.deepEqual(body.demands.map((d) => [d.title, d.kind]), [["正极材料开裂", "demand"]]);
    const [demand] = body.demands;
    assert.ok(["fair", "strong"].includes(demand.strength));
    assert.ok(Math.abs(demand.evidence.reduce((sum, e) => sum + e.share, demand.rest.share) - demand.score) < 0.01);
    assert.equal(demand.evidence[0].title, "锂电池正极材料的烧结");
    assert.deepEqual((await people.visitor.get(`/api/v1${(await find("李二")).url}/demands`)).body.demands, []);
    for (const [path, code] of [["/api/v1/experts/999999/demands", 404], [`/api/v1${url.replace("experts", "societies")}/demands`, 404], [`/api/v1${url}/demands?size=21`, 400], [`/api/v1${url}/demands?q=a`, 400], ["/api/v1/demands/1/demands", 404]])
        assert.equal((await people.visitor.get(path)).status, code, path);
});

test("a saved search tells of what is new, once, and never of what was shown", async () => {
    const saved = await people.ann.post("/api/v1/saved", { search: "q=锂电池&kind=achievement&page=1&size=5&lang=en&facets=none" });
    assert.equal(saved.status, 201, saved.text);
    put("achievements", work("A1", "锂电池正极材料的烧结", "研究烧结过程中开裂的机理，循环寿命提高了。", "E1")); // changed, and shown before
    put("achievements", work("A2", "锂电池的回收", "回收。", "E2"));
    await told(people.ann, "锂电池的回收");
    const list = await alerts(people.ann);
    assert.deepEqual(titles(list), ["锂电池的回收"]);
    assert.deepEqual([list.unseen, list.alerts[0].what, list.alerts[0].saved.name, list.alerts[0].text], [1, "match", "锂电池", "“锂电池”有新结果：锂电池的回收"]);
    assert.equal((await alerts(people.ann, "lang=en")).alerts[0].text, "New in “锂电池”: 锂电池的回收");
    put("achievements", work("A2", "锂电池的回收", "回收与利用。", "E2"), work("A3", "锂电池的电解液", "电解液。", "E2"));
    await told(people.ann, "锂电池的电解液");
    assert.deepEqual(titles(await alerts(people.ann)), ["锂电池的电解液", "锂电池的回收"]);
    const { body } = await people.ann.get("/api/v1/saved");
    hold("SavedList", body);
    assert.deepEqual([body.saved.length, body.saved[0].unseen, body.saved[0].url], [1, 2, `/search?q=${encodeURIComponent("锂电池")}&kind=achievement`]);
    assert.deepEqual((await alerts(people.eve)).alerts, []);
});

test("what was looked at is no news, and alerts are marked as seen one by one or up to one", async () => {
    const [{ id }] = (await people.ann.get("/api/v1/saved")).body.saved;
    put("achievements", work("A4", "锂电池的隔膜", "隔膜。", "E2"));
    await until("it is found", async () => (await find("锂电池的隔膜", "achievement")).title === "锂电池的隔膜");
    assert.equal((await people.ann.post(`/api/v1/saved/${id}/look`)).status, 204); // it may be told before this, or never
    put("achievements", work("A5", "锂电池的壳体", "壳体。", "E2"));
    await told(people.ann, "锂电池的壳体");
    const list = await alerts(people.ann);
    assert.deepEqual(list.alerts.filter((a) => !a.seen_at).map((a) => a.record.title), ["锂电池的壳体"]);
    assert.equal(list.unseen, 1);
    assert.equal((await people.ann.ask("PUT", `/api/v1/alerts/${list.alerts[0].id}/seen`, {})).status, 204);
    assert.equal((await alerts(people.ann, "size=0")).unseen, 0);
    put("achievements", work("A6", "锂电池的极耳", "极耳。", "E2"));
    const { id: newest } = await told(people.ann, "锂电池的极耳");
    assert.equal((await people.ann.ask("PUT", "/api/v1/alerts/seen", { upto: newest })).status, 204);
    assert.equal((await alerts(people.ann, "size=0")).unseen, 0);
});

test("what is somebody else's is not there, and the audit hears of it", async () => {
    const [{ id }] = (await people.ann.get("/api/v1/saved")).body.saved, alert = (await alerts(people.ann)).alerts[0].id;
    for (const who of ["eve", "office", "wang", "firm"]) {
        for (const [method, path, body] of [["PATCH", `/api/v1/saved/${id}`, { name: "x" }], ["PATCH", `/api/v1/saved/${id}`, { paused: false }], ["DELETE", `/api/v1/saved/${id}`], ["POST", `/api/v1/saved/${id}/look`, {}], ["PUT", `/api/v1/alerts/${alert}/seen`, {}]])
            assert.equal((await people[who].ask(method, path, body)).status, 404, `${who} ${method} ${path}`);
        assert.equal((await people[who].ask("PUT", "/api/v1/alerts/seen", { upto: alert })).status, 204); // of one's own
    }
    assert.equal((await people.ann.get("/api/v1/saved")).body.saved[0].name, "锂电池");
    for (const path of ["/api/v1/saved", "/api/v1/alerts", "/api/v1/alerts/delivery"]) assert.equal((await people.visitor.get(path)).status, 401, path);
    people.auditor = await open(base, env, "auditor", "auditor");
    const { body } = await people.auditor.get("/api/v1/audit?action=stranger");
    assert.ok(body.entries.some((entry) => entry.object === `saved:${id}`) && body.entries.some((entry) => entry.object === `alert:${alert}`));
    assert.doesNotMatch(JSON.stringify((await people.auditor.get("/api/v1/audit")).body), /锂电池/); // what is saved is one's own
});

test("a need that is saved tells of whoever can meet it now, with the words that are covered", async () => {
    assert.equal((await people.eve.post("/api/v1/saved", { need: { text: need, kinds: ["expert"] } })).status, 201);
    const [saved] = (await people.eve.get("/api/v1/saved")).body.saved;
    assert.deepEqual([saved.what, saved.need.text, saved.url, saved.name], ["need", need, `/match?saved=${saved.id}`, need.slice(0, 30)]);
    put("experts", expert("E3", "赵三", "从事材料研究"), expert("E4", "钱四", "石榴"));
    put("achievements", work("A7", "正极材料烧结开裂", "锂电池正极材料烧结开裂与循环寿命。", "E3"));
    const { strength, words, saved: of, url } = await told(people.eve, "赵三");
    assert.ok(["fair", "strong"].includes(strength) && words.includes("锂电池") && words.length <= 5, JSON.stringify(words));
    assert.deepEqual([of.what, url], ["need", (await find("赵三")).url]);
    assert.deepEqual(titles(await alerts(people.eve)), ["赵三"]); // neither 王一, who was shown, nor 钱四
});

test("an enterprise follows its own open demand without asking, and can only pause that", async () => {
    const saved = await until("it is followed", async () => (await people.firm.get("/api/v1/saved")).body.saved[0]);
    assert.deepEqual([saved.what, saved.automatic, saved.name], ["demand", true, "正极材料开裂"]);
    assert.equal((await people.firm.ask("DELETE", `/api/v1/saved/${saved.id}`)).status, 422);
    assert.equal((await people.firm.post("/api/v1/saved", { demand: saved.record })).body.code, "duplicate");
    put("experts", expert("E5", "孙五", "从事材料研究"));
    put("achievements", work("A8", "正极材料的烧结开裂研究", "锂电池正极材料烧结开裂与循环寿命。", "E5"));
    await told(people.firm, "孙五");
    assert.equal((await people.firm.ask("PATCH", `/api/v1/saved/${saved.id}`, { paused: true })).status, 204);
    put("experts", expert("E6", "周六", "从事材料研究"));
    put("achievements", work("A9", "正极材料烧结时的开裂", "锂电池正极材料烧结开裂与循环寿命。", "E6"));
    await told(people.eve, "周六"); // by then the firm would have heard
    assert.equal((await people.firm.ask("PATCH", `/api/v1/saved/${saved.id}`, { paused: false, name: "开裂" })).status, 204);
    put("experts", expert("E7", "吴七", "从事材料研究"));
    put("achievements", work("A10", "烧结开裂与正极材料", "锂电池正极材料烧结开裂与循环寿命。", "E7"));
    assert.equal((await told(people.firm, "吴七")).saved.name, "开裂");
    assert.ok(!titles(await alerts(people.firm)).includes("周六")); // what came while it was paused is no news
});

test("an expert hears of demands that fit, his own alone; the office of anybody's", async () => {
    const wang = (await find("王一")).id, zheng = (await find("郑八")).id;
    assert.equal((await people.wang.post("/api/v1/saved", { fitting: zheng })).status, 403);
    assert.equal((await people.eve.post("/api/v1/saved", { fitting: wang })).status, 403);
    assert.equal((await people.office.post("/api/v1/saved", { fitting: zheng })).status, 201);
    assert.equal((await people.wang.post("/api/v1/saved", { fitting: wang })).status, 201);
    assert.equal((await people.wang.post("/api/v1/saved", { fitting: wang })).body.code, "duplicate");
    put("demands", { ref: "D4", title: "烧结开裂", summary: need, demand_status: "open" }, { ref: "D5", title: "酥梨贮藏", summary: "想让酥梨贮藏到次年五月。", demand_status: "open" });
    assert.equal((await told(people.wang, "烧结开裂")).text, "有适合“王一”的需求（强匹配）：烧结开裂");
    put("demands", { ref: "D2", title: "正极材料开裂二", summary: need, demand_status: "open" }); // it was closed
    await told(people.wang, "正极材料开裂二");
    assert.deepEqual(titles(await alerts(people.wang)), ["正极材料开裂二", "烧结开裂"]); // that of the office is none of his
    assert.deepEqual((await alerts(people.office)).alerts, []);
});

test("demands that fit are neither over, nor of an enterprise the expert does not take", async () => {
    put("organisations", { ref: "O2", name: "某小企业", organisation_type: "enterprise", enterprise_size: "small" });
    const { url } = await find("王一"), fitting = async () => (await people.visitor.get(`/api/v1${url}/demands?size=20`)).body.demands.map((d) => d.title);
    put("demands", { ref: "D6", title: "开裂已过期", summary: need, demand_status: "open", deadline: "2020-01-31" }, { ref: "D7", title: "开裂未过期", summary: need, demand_status: "open", deadline: "2099-01-31" },
        { ref: "D8", title: "小企业的开裂", summary: need, demand_status: "open", organisation: { ref: "O2" } });
    await until("they are found", async () => (await find("小企业的开裂", "demand"))?.title === "小企业的开裂" && (await fitting()).includes("小企业的开裂"));
    assert.ok((await fitting()).includes("开裂未过期") && !(await fitting()).includes("开裂已过期"));
    put("experts", expert("E1", "王一", "从事材料研究", { takes_sizes: ["large"] }));
    await until("he takes large ones only", async () => !(await fitting()).includes("小企业的开裂"));
    assert.ok((await fitting()).includes("开裂未过期")); // of unknown size
    put("experts", expert("E1", "王一", "从事材料研究"));
});

test("a need that excludes somebody who is gone since is followed all the same", async () => {
    people.lan = await open(base, env, "evaluator", "lan");
    put("experts", expert("E10", "冯十", "从事材料研究"));
    const { id } = await until("he is found", () => find("冯十"));
    assert.equal((await people.lan.post("/api/v1/saved", { need: { text: need, kinds: ["expert"], exclude: [id] } })).status, 201);
    put("experts", expert("E10", "冯十", "从事材料研究", { visibility: "office" }));
    put("experts", expert("E11", "褚一", "从事材料研究"));
    put("achievements", work("A11", "开裂的正极材料与烧结", "锂电池正极材料烧结开裂与循环寿命。", "E11"));
    await told(people.lan, "褚一");
    assert.equal((await people.lan.post("/api/v1/saved", { need: { text: need, exclude: ["expert:999999"] } })).status, 400); // now it is a slip
});

test("who lacks a word that a demand insists on is no news to it", async () => {
    const [{ record }] = (await people.firm.get("/api/v1/saved")).body.saved, path = `/api/v1/demands/${record.split(":")[1]}/terms`;
    const terms = async (must) => assert.equal((await people.firm.ask("PUT", path, { must, drop: [] }, { "if-match": `"${(await people.firm.get(path)).body.version}"` })).status < 300, true);
    await terms(["循环寿命"]);
    put("experts", expert("E12", "卫二", "从事材料研究"), expert("E13", "蒋三", "从事材料研究"));
    put("achievements", work("A12", "开裂的正极材料", "锂电池正极材料烧结开裂。", "E12"));
    await told(people.eve, "卫二"); // who insists on nothing
    put("achievements", work("A13", "开裂与正极材料", "锂电池正极材料烧结开裂与循环寿命。", "E13"));
    await told(people.firm, "蒋三");
    assert.ok(!titles(await alerts(people.firm)).includes("卫二"));
    await terms([]);
});

test("what cannot be asked is not saved, and nobody saves without end", async () => {
    for (const [body, field, code] of [[{}, "search", "bad_value"], [{ search: "" }, "search", "bad_value"], [{ search: "page=2" }, "search", "bad_value"], [{ search: "q=a", demand: "demand:1" }, "search", "bad_value"],
        [{ search: "region=999999" }, "region", "unknown_code"], [{ search: "nonsense=1" }, "nonsense", "unknown_parameter"], [{ search: `q=${"煤".repeat(201)}` }, "q", "too_long"], [{ search: "q=%ff" }, "q", "bad_utf8"],
        [{ search: "q=a", name: "名".repeat(61) }, "name", "too_long"], [{ need: { text: "水" } }, "text", "bad_value"], [{ need: { words: "a" } }, "words", "unknown_parameter"], [{ need: "x" }, "need", "bad_value"],
        [{ demand: "expert:1" }, "demand", "bad_value"], [{ demand: "demand:999999" }, "demand", "bad_value"], [{ fitting: "demand:1" }, "fitting", "bad_value"], [{ what: "x" }, "what", "unknown_parameter"]]) {
        const answer = await people.ann.post("/api/v1/saved", body);
        assert.deepEqual([answer.status, answer.body.code, answer.body.field], [400, code, field], JSON.stringify(body));
    }
    const hidden = (await people.office.get("/api/v1/search?q=正极材料开裂三&kind=demand")).body.hits.find((hit) => hit.title === "正极材料开裂三");
    assert.equal(hidden, undefined); // not even its number is known
    people.many = await open(base, env, "evaluator", "many");
    for (let i = 0; i < 50; i++) assert.equal((await people.many.post("/api/v1/saved", { search: `q=${i}x` })).status, 201);
    const { status, body } = await people.many.post("/api/v1/saved", { search: "q=one" });
    assert.deepEqual([status, body.code, body.limit], [400, "too_many", 50]);
    const [{ id }] = (await people.many.get("/api/v1/saved")).body.saved;
    assert.equal((await people.many.ask("DELETE", `/api/v1/saved/${id}`)).status, 204);
    assert.equal((await people.many.ask("DELETE", `/api/v1/saved/${id}`)).status, 404);
    assert.equal((await people.many.post("/api/v1/saved", { search: "q=one" })).status, 201);
});

test("a feed is behind a secret that can be renewed; its names stay, and it holds what anybody may see", async () => {
    const made = await people.ann.post("/api/v1/alerts/feed", { password });
    assert.equal(made.status, 201);
    assert.match(made.body.url, /^\/feeds\/[\w-]{43}\.atom$/);
    const first = await people.visitor.get(made.body.url);
    assert.deepEqual([first.status, first.headers.get("content-type"), first.headers.get("cache-control")], [200, "application/atom+xml; charset=utf-8", "private, no-cache"]);
    const again = await people.visitor.get(made.body.url, { "if-none-match": first.headers.get("etag") });
    assert.deepEqual([again.status, again.text], [304, ""]);
    // RFC 4287: one id, title and updated for the feed and for each entry, an author, absolute links
    const ids = [...first.text.matchAll(/<id>(urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12})<\/id>/g)].map(([, id]) => id);
    const entries = first.text.split("<entry>").slice(1), total = (await alerts(people.ann)).total;
    assert.ok(total >= 5);
    assert.equal(entries.length, total);
    assert.equal(new Set(ids).size, total + 1);
    assert.match(first.text, /^<\?xml version="1.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www.w3.org\/2005\/Atom" xml:lang="zh-CN">\n<id>/);
    for (const entry of entries) assert.match(entry, /^\n<id>[^<]+<\/id>\n<title>[^<]+<\/title>\n<updated>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ<\/updated>\n<link rel="alternate" href="https:\/\/zhiku.example.com\/achievements\/\d+"\/>\n<summary>[^<]+<\/summary>\n<\/entry>/);
    assert.ok(!first.text.includes(made.body.url.slice(7, 50))); // not its own secret
    const renewed = await people.ann.post("/api/v1/alerts/feed", { password });
    assert.equal((await people.visitor.get(made.body.url)).status, 404);
    const second = await people.visitor.get(renewed.body.url);
    assert.deepEqual([...second.text.matchAll(/<id>(.*)<\/id>/g)].map(([, id]) => id), ids);
    put("achievements", { ...work("A6", "锂电池的极耳", "极耳。", "E2"), visibility: "office" });
    const third = await people.visitor.get(renewed.body.url, { "if-none-match": second.headers.get("etag") });
    assert.equal(third.status, 200);
    assert.doesNotMatch(third.text, /极耳/);
    assert.match((await people.visitor.get(`${renewed.body.url}?lang=en`)).text, /xml:lang="en"[\s\S]*\(not public\)/);
    for (const path of ["/feeds/x.atom", "/feeds/.atom", `/feeds/${"a".repeat(43)}.atom`, renewed.body.url.replace(".atom", ""), `${renewed.body.url}?q=1`])
        assert.notEqual((await people.visitor.get(path)).status, 200, path);
    assert.equal((await people.ann.ask("DELETE", "/api/v1/alerts/feed")).status, 204);
    assert.equal((await people.visitor.get(renewed.body.url)).status, 404);
});

test("a feed names no need and no demand that is not for anybody, nor what their owners call them", async () => {
    const feed = async (who) => (await people.visitor.get((await who.post("/api/v1/alerts/feed", { password })).body.url)).text;
    const [saved] = (await people.firm.get("/api/v1/saved")).body.saved, d1 = { ref: "D1", title: "正极材料开裂", summary: need, organisation: { ref: "O1" }, demand_status: "open" };
    assert.match(await feed(people.eve), /“保存的需求”有新的人选（/);
    assert.ok(!(await feed(people.eve)).includes(need.slice(0, 10)));
    assert.match(await feed(people.firm), /“正极材料开裂”有新的人选（/); // as it is called for all; its owner calls it 开裂
    put("demands", { ...d1, visibility: "office" });
    assert.doesNotMatch(await feed(people.firm), /“(正极材料)?开裂”/);
    assert.match(await feed(people.firm), /“一项需求”有新的人选（/);
    assert.equal(saved.url, saved.record.replace("demand:", "/match/")); // where its enterprise works on it
    assert.equal((await people.eve.post("/api/v1/saved", { demand: saved.record })).status, 400);
    put("demands", { ...d1, visibility: "public" });
    assert.equal((await people.eve.post("/api/v1/saved", { demand: saved.record })).status, 201);
    const follows = async () => { const [{ name, url }] = (await people.eve.get("/api/v1/saved?lang=en")).body.saved; return [name, url]; };
    assert.deepEqual(await follows(), ["正极材料开裂", saved.record.replace("demand:", "/demands/")]);
    put("demands", { ...d1, visibility: "office" });
    assert.equal((await follows())[0], "a demand"); // what she may not see any more
    put("demands", { ...d1, visibility: "public" });
});

test("whom an enterprise must avoid is not told by who is missing to somebody else who follows its demand", async () => {
    put("experts", expert("E14", "沈四", "从事材料研究", { organisation: { ref: "O1" } }), expert("E15", "韩五", "从事材料研究"));
    put("achievements", work("A14", "正极材料烧结的开裂与寿命", "锂电池正极材料烧结开裂与循环寿命。", "E14"));
    const followed = (await people.eve.get("/api/v1/saved")).body.saved.find((one) => one.what === "demand").id;
    await until("沈四 is told", async () => (await alerts(people.eve)).alerts.find((a) => a.saved.id === followed && a.record?.title === "沈四"));
    put("achievements", work("A15", "烧结与正极材料的开裂及寿命", "锂电池正极材料烧结开裂与循环寿命。", "E15"));
    await told(people.firm, "韩五");
    assert.ok(!titles(await alerts(people.firm)).includes("沈四")); // its own
});

test("without a relay there is no mail to set, and the answer says so", async () => {
    const { body } = await people.ann.get("/api/v1/alerts/delivery");
    hold("Delivery", body);
    assert.deepEqual(body, { mail: { available: false, address: null, confirmed: false, failing: false }, feed: { made_at: null } });
    assert.equal((await people.ann.ask("PUT", "/api/v1/alerts/delivery", { mail: "ann@example.com" })).status, 422);
    assert.equal((await people.ann.ask("PUT", "/api/v1/alerts/delivery", { mail: "" })).status, 204);
    assert.equal((await people.ann.post("/api/v1/alerts/delivery", { code: "1" })).status, 401);
});

test("who is erased is gone from alerts", async () => {
    const { url } = await find("孙五");
    assert.ok(titles(await alerts(people.firm)).includes("孙五"));
    const erased = await people.office.post(`/api/v1${url}/erasure`, { reason: "本人申请删除个人信息" });
    assert.ok(erased.status < 300, erased.text);
    assert.doesNotMatch((await people.firm.get("/api/v1/alerts?size=100")).text, /孙五/);
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
});

test("a server that is killed while it tells goes on, and tells everything once", async () => {
    people.kim = await open(base, env, "evaluator", "kim");
    for (let i = 0; i < 40; i++) assert.equal((await people.kim.post("/api/v1/saved", { name: `第${i}个`, search: "kind=event" })).status, 201);
    put("events", ...[...Array(5)].map((_, i) => ({ ref: `V${i}`, title: `活动${i}` })));
    for (const wait of [300, 900, 1100, 1200]) {
        await new Promise((resolve) => setTimeout(resolve, wait));
        server.kill("SIGKILL");
        await new Promise((resolve) => server.on("exit", resolve));
        ({ server, base } = await serve(env, ["--web", join(root, "server/web/dist")]));
        for (const person of Object.values(people)) person.base = base;
    }
    await until("all is told", async () => (await alerts(people.kim, "size=0")).total >= 200);
    put("events", { ref: "V9", title: "活动9" });
    await until("the next is told", async () => (await alerts(people.kim, "size=0")).total >= 240);
    assert.equal((await alerts(people.kim, "size=0")).total, 240); // 40 × 6, none twice
});
