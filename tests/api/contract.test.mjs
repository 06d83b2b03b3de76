// SPDX-License-Identifier: GPL-3.0-or-later
// The server's answers held to schema/api/openapi.yaml, over a real socket, and what it refuses.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { hold, spec } from "./spec.mjs";
import { ended, indexer, program, root, serve } from "./support.mjs";


/* A record of each kind that has something in every field for the office; each text is a word of its own. */
const def = readFileSync(join(root, "schema/fields.def"), "utf8");
const plurals = Object.fromEntries([...def.matchAll(/^ZK_KIND\((\w+), \w+, (\w+),/gm)].map(([, id, plural]) => [id, plural]));
const office = [...def.matchAll(/^ZK_FIELD\(\w+, (\w+), "[^"]*", ([^,]+), (\w+), (\w+), (\d+), (?:OFFICE|BUSINESS|INTERNAL|PERSONAL|CONTACT|CONSENT|AVOIDANCE),/gm)]
    .map(([, name, kinds, type, target, max]) => ({ name, kinds, type, target, max: Number(max), word: { phone: "19871987198", email: "planted1987@example.com" }[name] ?? `planted${name.replaceAll("_", "")}` }));
const planted = (kind, titled) => JSON.stringify({ ref: `PLANT-${kind}`, [titled]: `种下的${kind}`,
    ...Object.fromEntries(office.filter((f) => f.kinds.includes(`ZK_K(${kind})`)).map((f) => [f.name,
        f.type === "INT" ? Math.min(1987, f.max) : f.type === "DATE" ? "1987-06-05" : f.type === "CODE" ? "1"
            : f.type === "LINKS" ? [{ ref: f.target === "EXPERT" ? "E0001" : "O001" }, { name: f.word }] : f.word])) }) + "\n";

let base, port, server, data, env;

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-api-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    writeFileSync(join(data, "experts.csv"), "编号,姓名,简介,手机,电子邮箱,回避单位,可见范围\n" +
        "SECRET1,公开人,煤化工,19900008888,planted@example.com,plantedorg,\nSECRET2,plantedname,煤化工,,,,office\n");
    mkdirSync(join(data, "planted"));
    for (const [, kind, titled] of def.matchAll(/^ZK_KIND\((\w+), \w+, \w+, "[^"]*", "(\w+)"/gm)) writeFileSync(join(data, "planted", `${plurals[kind]}.jsonl`), planted(kind, titled));
    execFileSync(indexer, ["import", join(root, "seed/sample"), join(data, "experts.csv"), join(data, "planted")], { env });
    execFileSync(indexer, ["terms", "import", join(root, "seed/terms/organisations.tsv")], { env });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    ({ server, base } = await serve(env, ["--web", join(root, "server/web/dist")]));
    port = Number(base.split(":").pop());
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

const get = async (path, options) => {
    const response = await fetch(base + path, options);
    const text = await response.text();
    return { response, text, body: /json/.test(response.headers.get("content-type")) ? JSON.parse(text) : null };
};
const post = (body, type = "application/json") => get("/api/v1/search", { method: "POST", headers: { "content-type": type }, body });
async function refused(promise, status, code, field) {
    const { response, body } = await promise;
    assert.equal(response.status, status);
    hold("Problem", body);
    assert.equal(body.code, code);
    assert.equal(body.status, status);
    if (field) assert.equal(body.field, field);
}

test("a query with a slip says what may have been meant; names are found in Latin letters", async () => {
    const ask = async (q) => {
        const { body } = await get(`/api/v1/search?q=${encodeURIComponent(q)}`);
        hold("SearchAnswer", body);
        return body;
    };
    assert.equal((await ask("煤化公")).query.corrected, "煤化工");
    assert.equal((await ask("meihuagong")).query.corrected, "煤化工");
    assert.equal((await ask("煤化工")).query.corrected, null);
    const found = await ask("gongkairen");
    assert.deepEqual(found.hits.map((hit) => hit.title), ["公开人"]);
    assert.deepEqual(found.hits[0].title_parts, ["", "公开人"]);
    assert.equal((await ask("plantednam")).query.corrected, null); // hidden records teach nothing
    const { body } = await get("/api/v1/suggest?q=gkr");
    hold("Suggestions", body);
    assert.deepEqual(body.groups[0].items[0].parts, ["", "公开人"]);
});

test("every route of the program is described, and nothing else", () => {
    const lines = execFileSync(program, ["--routes"]).toString().split("\n");
    const routes = lines.map((line) => /(GET|POST|PUT|PATCH|DELETE)\s+(\/\S*)/.exec(line)).filter(Boolean)
        .filter(([, , path]) => /^\/(api|feeds|healthz|readyz|metrics)/.test(path)).map(([, method, path]) => `${method} ${path}`);
    const described = Object.entries(spec.paths).flatMap(([path, item]) => Object.keys(item).filter((key) => key !== "parameters").map((method) => `${method.toUpperCase()} ${path}`));
    assert.deepEqual([...new Set(routes)].sort(), described.sort());
});

test("every parameter of a search is described, and no other", async () => {
    const { facets } = (await get("/api/v1/search?size=0")).body;
    const described = spec.paths["/api/v1/search"].get.parameters.map((p) => p.name ?? p.$ref.split("/").pop());
    assert.deepEqual([...Object.keys(facets), "q", "sort", "page", "size", "facets", "expand", "exclude", "explain", "lang"].sort(), described.sort());
});

test("searches answer as described, by GET and POST alike", async () => {
    for (const [query, body] of [["", {}], ["q=煤化工&size=5", { q: "煤化工", size: 5 }],
        ["kind=expert&region=370403&sort=name", { kind: ["expert"], filters: { region: ["370403"] }, sort: "name" }],
        ["q=battery%20水&expand=discipline:*&lang=en", { q: "battery 水", expand: ["discipline:*"], lang: "en" }],
        ["q=无此词语甲乙丙", { q: "无此词语甲乙丙" }], ["size=0&facets=kind", { size: 0, facets: ["kind"] }], ["facets=none", { facets: [] }]]) {
        const one = (await get(`/api/v1/search?${query}`)).body, two = (await post(JSON.stringify(body))).body;
        hold("SearchAnswer", one);
        delete one.took_us; delete two.took_us;
        if (query !== "facets=none") assert.deepEqual(one, two);
    }
});

test("every hit's record answers as described, and is not sent twice", async () => {
    const { body } = await get("/api/v1/search?size=100");
    assert.equal(body.hits.length, 100);
    for (const hit of body.hits.slice(0, 60)) {
        const record = await get(`/api/v1${hit.url}`);
        hold("Record", record.body);
        const again = await get(`/api/v1${hit.url}`, { headers: { "if-none-match": record.response.headers.get("etag") } });
        assert.equal(again.response.status, 304);
    }
});

test("suggestions, health and figures answer as described", async () => {
    for (const q of ["单", "王磊", "煤", "zzz", ""]) hold("Suggestions", (await get(`/api/v1/suggest?q=${q}`)).body);
    hold("Ready", (await get("/readyz")).body);
    assert.deepEqual((await get("/healthz")).body, { status: "ok" });
    assert.match((await get("/metrics")).text, /zhiku_http_requests_total/);
});

test("words that mean the same are listed, all or those of one word", async () => {
    const one = (await get("/api/v1/terms?word=科学技术协会")).body, all = [];
    hold("Terms", one);
    assert.deepEqual(one.terms.map((pair) => pair.other), ["科协", "association for science and technology"]);
    assert.equal(one.next, null);
    for (let next = 0; next !== null;) {
        const { body } = await get(`/api/v1/terms?size=100&after=${next}`);
        hold("Terms", body);
        all.push(...body.terms);
        next = body.next;
    }
    assert.equal(new Set(all.map((pair) => pair.id)).size, one.version);
    await refused(get("/api/v1/terms?size=1001"), 400, "bad_value", "size");
    await refused(get("/api/v1/terms?q=a"), 400, "unknown_parameter", "q");
});

test("what is not known or not right is refused by name", async () => {
    await refused(get("/api/v1/search?nonsense=1"), 400, "unknown_parameter", "nonsense");
    await refused(get("/api/v1/search?region=999999"), 400, "unknown_code", "region");
    await refused(get("/api/v1/search?kind=person"), 400, "unknown_code", "kind");
    await refused(get("/api/v1/search?size=101"), 400, "too_many", "size");
    await refused(get("/api/v1/search?page=0"), 400, "bad_value", "page");
    await refused(get("/api/v1/search?sort=best"), 400, "bad_value", "sort");
    await refused(get("/api/v1/search?page=500"), 400, "page_out_of_range", "page");
    await refused(get(`/api/v1/search?q=${"煤".repeat(201)}`), 400, "too_long", "q");
    await refused(get("/api/v1/search?q=%ff"), 400, "bad_utf8", "q");
    await refused(get("/api/v1/search?q=a%00b"), 400, "bad_utf8", "q");
    await refused(get("/api/v1/search?q=a&q=b"), 400, "duplicate", "q");
    await refused(get("/api/v1/experts/99999999"), 404, "not_found");
    await refused(get("/api/v1/experts/x"), 404, "not_found");
    await refused(get("/api/v1/nothing"), 404, "not_found");
    await refused(get("/api/v1/suggest", { method: "DELETE" }), 405, "method_not_allowed");
});

test("bodies are refused when they are not plain JSON as described", async () => {
    await refused(post("{"), 400, "bad_json");
    await refused(post(""), 400, "bad_json", "body");
    await refused(post("[]"), 400, "bad_json");
    await refused(post('{"q":"a","q":"b"}'), 400, "duplicate");
    await refused(post('{"query":"a"}'), 400, "unknown_parameter", "query");
    await refused(post('{"q":1}'), 400, "bad_value", "q");
    await refused(post(`{"q":${"[".repeat(5000)}${"]".repeat(5000)}}`), 400, "bad_json");
    await refused(post(JSON.stringify({ q: "煤".repeat(2001) })), 400, "too_long", "q");
    await refused(post("{}", "text/plain"), 415, "unsupported_media_type");
});

test("private fields and private records are nowhere", async () => {
    for (const path of ["/api/v1/search?q=公开人", "/api/v1/search?q=煤化工&size=100", "/api/v1/search?q=plantedname", "/api/v1/suggest?q=planted",
        "/api/v1/suggest?q=公开", "/search?q=公开人", "/"])
        assert.doesNotMatch((await get(path)).text, /19900008888|planted@|plantedorg|plantedname.*SECRET2/);
    const { body } = await get("/api/v1/search?q=公开人");
    const { text } = await get(`/api/v1${body.hits[0].url}`);
    assert.match(text, /公开人/);
    assert.doesNotMatch(text, /1990|planted|avoid/);
});

test("no field for the office leaves by any way", async () => {
    assert.ok(office.length >= 13);
    for (const [kind, plural] of Object.entries(plurals)) {
        const { body } = await get(`/api/v1/search?q=${encodeURIComponent(`种下的${kind}`)}`);
        const hit = body.hits.find((h) => h.title === `种下的${kind}`);
        for (const path of [`/api/v1${hit.url}`, hit.url, `${hit.url}?lang=en`]) {
            const { text } = await get(path);
            assert.doesNotMatch(text, /planted|1987/, path);
            for (const field of office) assert.ok(!text.includes(`"${field.name}"`), `${field.name} at ${path}`);
        }
        assert.doesNotMatch(JSON.stringify(body), /planted|1987/);
        assert.equal(hit.url.split("/")[1], plural);
    }
    for (const { name, word } of office) {
        assert.equal((await get(`/api/v1/search?q=${word}`)).body.total, 0, name);
        assert.deepEqual((await get(`/api/v1/suggest?q=${word}`)).body.groups, [], name);
        await refused(get(`/api/v1/search?${name}=1`), 400, "unknown_parameter", name);
        await refused(get(`/api/v1/search?sort=${name}`), 400, "bad_value", "sort");
    }
    const avoided = (await get("/api/v1/search?q=单立群&kind=expert")).body.hits[0]; // E0001, whom somebody avoids
    assert.doesNotMatch((await get(`/api/v1${avoided.url}`)).text, /avoid|种下/);
    execFileSync(indexer, ["export", "--public", "--out", join(data, "public")], { env, stdio: "ignore" });
    for (const plural of Object.values(plurals)) assert.doesNotMatch(readFileSync(join(data, "public", `${plural}.csv`), "utf8"), /planted|1987/);
});

test("malformed requests are refused, the connection is closed with them, and the server goes on", async () => {
    const raw = (text) => new Promise((resolve, reject) => {
        const socket = connect(port, "127.0.0.1", () => socket.write(text));
        let got = "";
        const late = setTimeout(() => { socket.destroy(); reject(new Error(`left open: ${text.slice(0, 80)} ${got.slice(0, 300)}`)); }, 5000);
        socket.on("data", (chunk) => { got += chunk; });
        socket.on("close", () => { clearTimeout(late); resolve(got); });
        socket.on("error", () => { }); // closed upon what was still being sent
    });
    const search = "POST /api/v1/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n", smuggled = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    const answers = (got) => [...got.matchAll(/HTTP\/1\.[01] (\d+)/g)].map(([, status]) => Number(status));
    assert.deepEqual(answers(await raw(smuggled + smuggled.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))), [200, 200]);
    for (const [text, status] of [["GARBAGE\r\n\r\n"], ["GET / HTTP/1.1\r\n\r\n", 400],
        [`${search}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}${smuggled}`, 400],
        [`${search}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}${smuggled}`, 400],
        [`${search}Content-Length: 2, 3\r\n\r\n{}${smuggled}`, 400],
        [`${search}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n${smuggled}`, 400],
        [`${search}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n${smuggled}`, 400],
        [`${search}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${smuggled}`, 400],
        [`${search}Transfer-Encoding: gzip\r\n\r\n{}${smuggled}`, 400],
        [`GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello${smuggled}`, 400],
        [`GET /experts/1%00 HTTP/1.1\r\nHost: x\r\n\r\n${smuggled}`, 400], [`GET /healthz%00.json HTTP/1.1\r\nHost: x\r\n\r\n${smuggled}`, 400],
        [`GET /api/v1/search?q=%00 HTTP/1.1\r\nHost: x\r\n\r\n${smuggled}`, 400],
        [`GET /${"a".repeat(100000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 414]]) {
        const got = await raw(text), statuses = answers(got);
        // What came behind is no request: it would be answered 200. (libmicrohttpd says the head of some refusals twice.)
        assert.deepEqual([...new Set(statuses)], status ? [status] : [], `${text.slice(0, 200)}\n${got}`);
    }
    for (const target of ["/", "/api/v1/search", "/nowhere"]) {
        const got = await raw(`TRACE ${target} HTTP/1.1\r\nHost: x\r\nX-Secret: planted-in-a-header\r\nCookie: __Host-zhiku=planted-cookie\r\nConnection: close\r\n\r\n`);
        assert.match(got, target === "/nowhere" ? /^HTTP\/1\.1 404 / : /^HTTP\/1\.1 405 /);
        assert.doesNotMatch(got, /planted|X-Secret|TRACE|message\/http/i);
    }
    assert.equal((await get("/healthz")).response.status, 200);
});

test("a new generation is picked up without a failed request", async () => {
    const before = (await get("/readyz")).body.generation;
    let stop = false, asked = 0;
    const asking = Promise.all([1, 2].map(async () => {
        while (!stop) {
            assert.equal((await get("/api/v1/search?q=煤化工&size=3")).response.status, 200);
            asked++;
        }
    }));
    await new Promise((resolve) => spawn(indexer, ["build"], { env, stdio: "ignore" }).on("exit", resolve));
    for (let i = 0; i < 50 && (await get("/readyz")).body.generation === before; i++) await new Promise((resolve) => setTimeout(resolve, 100));
    stop = true;
    await asking;
    assert.notEqual((await get("/readyz")).body.generation, before);
    assert.ok(asked > 10);
});

test("a port in use and a wrong setting have their exit codes", () => {
    const end = (args) => { try { execFileSync(program, args, { env, stdio: "pipe" }); return 0; } catch (error) { return error.status; } };
    assert.equal(end(["--port", String(port)]), 3);
    assert.equal(end(["--port", "none"]), 2);
    assert.equal(end(["--nonsense"]), 2);
});
