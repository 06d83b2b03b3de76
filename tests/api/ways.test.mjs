// SPDX-License-Identifier: GPL-3.0-or-later
// Every way out, taken from the table of routes, asked by those who may see none of what is secret in it: the fields
// that are not for everybody, what an expert keeps back, records that are not public, changes that wait, introductions,
// consents, requests and what people follow. The feed, the mail and the files as well.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Person, open, password } from "./people.mjs";
import { plant, planted, plural, routes } from "./planted.mjs";
import { read, smtp } from "./smtp.mjs";
import { ended, indexer, root, serve, unzip } from "./support.mjs";

let base, server, data, env, relay, introduction, feed, saved;
const ids = {}, owners = {}, strangers = {};
const secrets = /19987654321|plantedmail|秘密|87654321|"(?:max_load|birth_year|gender|consent_date)":/;
const need = "煤化工废水怎样处理，请懂煤化工废水的专家帮助。";
const enc = encodeURIComponent;

async function until(what, ask) {
    for (let i = 0; i < 600; i++) {
        const got = await ask();
        if (got) return got;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`never: ${what}`);
}
async function good(promise, status) {
    const answer = await promise;
    assert.equal(answer.status, status, answer.text);
    return answer;
}
/* A file of further experts: a file's name says what is in it. */
function experts(folder, ...lines) {
    mkdirSync(join(data, folder));
    writeFileSync(join(data, folder, "experts.csv"), `${lines.join("\n")}\n`);
    return join(data, folder, "experts.csv");
}
function load(...files) {
    execFileSync(indexer, ["import", ...files], { env, stdio: "ignore" });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
}

/* What is held beside the records: each with a secret of its own, by the people it belongs to. */
async function hold() {
    const { office, enterprise, expert } = owners, own = `/api/v1/experts/${ids.expert}`;
    await good(expert.ask("PUT", `${own}/hidden`, { fields: "department" }), 200);
    await good(expert.ask("PATCH", own, { position: "秘密待审职务" }, { "if-match": (await expert.get(own)).headers.get("etag") }), 202);
    await good(office.post(`${own}/consents`, { statement: "秘密同意版本", channel: "paper", scope: "contacts" }), 204);
    await good(expert.post("/api/v1/requests", { what: "correction", record: Number(ids.expert), text: "秘密请求内容" }), 202);
    await good(enterprise.post("/api/v1/saved", { name: "秘密关注", search: `q=${enc("秘密检索")}` }), 201);
    await good(enterprise.ask("PUT", `/api/v1/demands/${ids.demand}/terms`, { must: [], drop: ["秘密词"] }, { "if-match": '"0"' }), 200);
    const asked = await good(enterprise.post(`/api/v1/demands/${ids.demand}/introductions`, { candidate: `expert:${ids.expert}`, message: "秘密对接留言" }), 201);
    introduction = asked.body.id;
    await good(office.ask("PATCH", `/api/v1/introductions/${introduction}`, { state: "approved", note: "秘密办理意见" }, { "if-match": asked.headers.get("etag") }), 200);
}

/* One who may see nothing of it follows what the secrets hang on, by page, feed and mail. */
async function follow() {
    const { evaluator } = strangers;
    saved = (await good(evaluator.post("/api/v1/saved", { name: "煤化工", search: `q=${enc("煤化工")}&kind=expert` }), 201)).body.id;
    feed = (await good(evaluator.post("/api/v1/alerts/feed", { password }), 201)).body.url.split("/feeds/")[1];
    await good(evaluator.ask("PUT", "/api/v1/alerts/delivery", { mail: "who@example.com" }), 204);
    await until("the code is mailed", () => relay.taken.length > 0);
    await good(evaluator.post("/api/v1/alerts/delivery", { code: /(\d{8})/.exec(read(relay.taken[0].raw).text)[1] }), 204);
    load(experts("new", "ref,name,summary,phone,email,avoid_experts", `expert4,新来的专家,煤化工,${planted.phone},${planted.email},${planted.avoid_experts}`));
    await until("it is told", async () => (await evaluator.get("/api/v1/alerts")).body.alerts.some((alert) => alert.record?.title === "新来的专家"));
    await until("it is mailed", () => relay.taken.length > 1);
}

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-ways-"));
    relay = await smtp();
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error", ZHIKU_ALERT_SECONDS: "1", ZHIKU_MAIL_MINUTES: "0", ZHIKU_PUBLIC_URL: "https://zhiku.example.com",
        ZHIKU_MAIL_RELAY: relay.url, ZHIKU_MAIL_FROM: "zhiku@example.com", ZHIKU_MAIL_TLS: "no", ALL_PROXY: "http://127.0.0.1:1" };
    plant(data, { expert: { department: "秘密部门" }, demand: { demand_status: "open" }, achievement: { contributors: "@expert1;@expert3" } });
    load(...Object.values(plural).map((name) => join(data, `${name}.csv`)), experts("office", "ref,name,summary,visibility", "expert3,秘密隐士,煤化工废水,office"));
    ({ server, base } = await serve(env, ["--web", join(root, "server/web/dist"), ...["login", "search", "detail", "export"].flatMap((what) => [`--rate-${what}`, "0"]), "--harvest", "0"]));
    strangers.visitor = new Person(base);
    const others = {};
    for (const kind of Object.keys(plural)) {
        const find = async (q) => (await strangers.visitor.get(`/api/v1/search?kind=${kind}&q=${enc(q)}`)).body.hits.find((hit) => hit.kind === kind).id.split(":")[1];
        [ids[kind], others[kind]] = [await find("煤化工"), await find("石榴")];
    }
    for (const [role, record] of [["office"], ["enterprise", ids.organisation], ["expert", ids.expert]]) owners[role] = await open(base, env, role, role, record);
    for (const [role, record] of [["enterprise", others.organisation], ["expert", others.expert], ["evaluator"], ["auditor"], ["administrator"]])
        strangers[role] = await open(base, env, role, `stranger-${role}`, record);
    await hold();
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    await until("what is kept back is out of the index", async () => !(await strangers.visitor.get(`/api/v1/search?q=${enc("秘密部门")}&kind=expert`)).body.hits.some((hit) => hit.id === `expert:${ids.expert}`));
    await follow();
});
after(async () => {
    assert.equal(await ended(server), 0);
    relay.close();
    rmSync(data, { recursive: true, force: true });
});

/* What a route wants beside its path; several: each in turn. */
const queries = (path) => ({
    "/api/v1/search": ["relevance", "year", "updated", "name"].map((sort) => `?q=${enc("煤化工")}&size=100&sort=${sort}&explain=1`).concat("?expand=region:*&facets=kind,region,year", `?q=${enc("煤化工废水专家")}&lang=en`),
    "/api/v1/suggest": [`?q=${enc("公开")}`, `?q=${enc("煤化工")}`],
    "/search": ["?q=%E7%85%A4", "?q=%E7%85%A4&sort=name"],
    "/api/v1/reports/gaps": ["", "?format=csv"],
    "/api/v1/introductions": ["", "?state=approved"],
}[path] ?? (path.startsWith("/api/v1/candidates") ? ["zh", "en"].map((lang) => `?${Object.keys(plural).slice(0, 3).map((kind) => `id=${kind}:${ids[kind]}`).join("&")}&lang=${lang}`) : [""]));
function fill(path) {
    const kind = Object.keys(plural).find((one) => path.startsWith(`/${plural[one]}/`) || path.startsWith(`/api/v1/${plural[one]}/`)) ?? (path.startsWith("/match/") ? "demand" : null);
    return path.replace("{file}", path.startsWith("/feeds/") ? feed : "none").replace("{id}", kind ? ids[kind] : path.includes("introductions") ? introduction : owners.enterprise.id);
}
/* Every answer to a GET of the table this role may ask, as text. */
async function* ways(who, role) {
    for (const { path, roles } of routes.filter(({ method, roles: allowed }) => method === "GET" && allowed.includes(role))) {
        for (const query of queries(path)) {
            const response = await fetch(base + fill(path) + query, { headers: who.cookie ? { cookie: `__Host-zhiku=${who.cookie}` } : {}, redirect: "manual" });
            const bytes = Buffer.from(await response.arrayBuffer());
            yield { path, query, roles, status: response.status, text: path.endsWith(".xlsx") ? Object.values(unzip(bytes)).join("\n") : bytes.toString() };
        }
    }
}

test("no GET of the table tells a stranger of any role a secret", async () => {
    const answered = new Set(), asked = new Set();
    for (const [role, who] of Object.entries(strangers)) {
        for await (const { path, query, status, text } of ways(who, role)) {
            const found = secrets.exec(text);
            assert.ok(!found, `${role} GET ${path}${query}: …${text.slice(Math.max(0, (found?.index ?? 0) - 80), (found?.index ?? 0) + 40)}…`);
            asked.add(path);
            if (status === 200) answered.add(path);
        }
    }
    // What answers a stranger nothing at all is somebody's own.
    const silent = [...asked].filter((path) => !answered.has(path)).filter((path) => !/\{id\}\/(history|hidden|consents|data|edit|personal|terms)$|^\/assets|^\/api\/v1\/introductions\/\{id\}$|^\/match\/\{id\}$/.test(path));
    assert.deepEqual(silent, []);
});

test("what is searched, matched, checked and looked at by POST tells no stranger a secret", async () => {
    for (const [role, who] of Object.entries(strangers)) {
        const answers = [await who.post("/api/v1/search", { q: "煤化工", explain: 1, expand: ["region:*"] }),
            await who.post("/api/v1/match", { text: need }), await who.post("/api/v1/match", { text: need, near: "370400", ...(role === "enterprise" ? { free: true } : {}), kinds: Object.keys(plural).slice(0, 3), lang: "en" })];
        assert.ok(answers[1].body.groups.some((group) => group.candidates.some(({ id }) => id === `expert:${ids.expert}`)));
        if (role === "evaluator") answers.push(await who.post(`/api/v1/saved/${saved}/look`));
        for (const { status, text } of answers) {
            assert.ok(status === 200 || status === 204, text);
            assert.doesNotMatch(text, secrets, role);
        }
    }
});

test("feed, alerts and mail tell of what is new and nothing that is secret of it", async () => {
    const atom = await strangers.visitor.get(`/feeds/${feed}`);
    assert.match(atom.text, /新来的专家/);
    assert.doesNotMatch(atom.text, secrets);
    for (const { raw } of relay.taken) assert.doesNotMatch(raw + read(raw).subject + read(raw).text, secrets);
    assert.ok(relay.taken.some(({ raw }) => read(raw).text.includes("新来的专家")));
});

test("the office reads no number in full but for a purpose, and nothing that people follow", async () => {
    const answered = new Set(), told = new Set();
    for await (const { path, query, status, text } of ways(owners.office, "office")) {
        assert.doesNotMatch(text, /19987654321|plantedmail@|秘密联系人|秘密关注|秘密检索/, `${path}${query}`);
        if (status === 200) answered.add(path);
        for (const [secret] of text.matchAll(/秘密[\u4e00-\u9fff]+/g)) told.add(secret);
    }
    // What was hidden from the strangers is there to be found.
    for (const secret of ["秘密部门", "秘密隐士", "秘密待审职务", "秘密同意版本", "秘密请求内容", "秘密对接留言", "秘密办理意见", "秘密词", "秘密批示内容", "秘密回避单位"]) assert.ok(told.has(secret), secret);
    assert.match((await owners.enterprise.get("/api/v1/saved")).text, /秘密关注/);
    const unanswered = routes.filter(({ method, path, roles }) => method === "GET" && roles.includes("office") && !answered.has(path)).map(({ path }) => path);
    assert.deepEqual(unanswered, ["/assets/{file}", "/api/v1/experts/{id}/data"]); // which wants a purpose, and that he asked
    assert.equal((await owners.office.post("/api/v1/requests", { what: "export", record: Number(ids.expert), text: "来信索取" })).status, 202);
    for (const format of ["json", "csv"]) assert.match((await owners.office.get(`/api/v1/experts/${ids.expert}/data?format=${format}&purpose=${enc("本人申请查阅")}`)).text, /19987654321/);
});

test("who owns a record sees of the others what a stranger sees", async () => {
    const beyond = { expert: /秘密联系人|秘密批示|秘密关注|秘密检索|秘密词|秘密隐士|"budget":/, enterprise: /plantedmail|秘密(批示|授权|回避|同意|待审|部门|隐士|请求)|"(?:max_load|birth_year|gender|consent_date)":/ };
    for (const [role, pattern] of Object.entries(beyond))
        for await (const { path, query, text } of ways(owners[role], role)) {
            const found = pattern.exec(text);
            assert.ok(!found, `${role} GET ${path}${query}: …${text.slice(Math.max(0, (found?.index ?? 0) - 80), (found?.index ?? 0) + 40)}…`);
        }
});

test("files the program writes for everybody have no secret", () => {
    const out = join(data, "public");
    mkdirSync(out);
    execFileSync(indexer, ["export", "--public", "--out", out], { env });
    for (const name of Object.values(plural)) assert.doesNotMatch(execFileSync("cat", [join(out, `${name}.csv`)]).toString(), /19987654321|plantedmail|秘密|87654321/, name);
});
