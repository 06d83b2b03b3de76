// SPDX-License-Identifier: GPL-3.0-or-later
// The route × role and field × role matrices, walked whole over HTTP from the tables the program
// prints, with a planted secret in every field that is not for everybody, looked for in every way out.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Person, open } from "./people.mjs";
import { fields, holdings, needle, plant, planted, plural, roles, routes } from "./planted.mjs";
import { ended, indexer, root, serve } from "./support.mjs";

let base, server, data, env;
const people = {}, ids = {};

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-see-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    plant(data);
    execFileSync(indexer, ["import", ...Object.values(plural).map((name) => join(data, `${name}.csv`))], { env, stdio: "inherit" });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    ({ server, base } = await serve(env, ["--web", join(root, "server/web/dist"), "--rate-login", "0", "--rate-search", "0", "--rate-detail", "0", "--harvest", "0"]));
    people.visitor = new Person(base);
    for (const [kind, path] of Object.entries(plural))
        ids[kind] = (await people.visitor.get(`/api/v1/search?kind=${kind}&q=煤化工`)).body.hits.find((hit) => hit.kind === kind).id.split(":")[1];
    for (const role of roles.slice(1)) people[role] = await open(base, env, role, role, { expert: ids.expert, enterprise: ids.organisation }[role]);
    assert.equal(Object.keys(plural).length, Object.keys(ids).length);
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

test("every route lets in the roles of its row, and nobody else", async () => {
    let asked = 0;
    for (const { method, path, answer, roles: allowed } of routes) {
        for (const role of roles) {
            // logging out would end the tour; what it answers is tested elsewhere
            if (method === "DELETE" && ["/api/v1/session", "/api/v1/sessions"].includes(path) && allowed.includes(role)) continue;
            const target = path.replace("{id}", "999999999").replace("{file}", "none");
            const { status } = await people[role].ask(method, target, ["GET", "DELETE"].includes(method) ? undefined : {});
            const refused = role === "visitor" ? 401 : 403;
            asked++;
            if (allowed.includes(role)) assert.ok(![403, 405, 500].includes(status) && (status !== 401 || path === "/api/v1/totp"), `${role} ${method} ${path}: ${status}`);
            else assert.equal(status, refused, `${role} ${method} ${path}`);
            if (answer === "page") assert.ok(status < 500);
        }
    }
    assert.equal(asked, routes.length * roles.length - 2 * (roles.length - 1));
});

test("a parameter that a route does not know is refused, whatever the route", async () => {
    let asked = 0;
    for (const { method, path, answer, roles: allowed } of routes) {
        if (answer === "page" || path.includes("{file}") || ["/favicon.svg", "/robots.txt"].includes(path)) continue; // links to these carry what others append
        const kind = Object.keys(plural).find((one) => plural[one] === path.split("/")[3]);
        const target = path.replace("{id}", ids[kind] ?? "1");
        const role = ["office", "administrator", "auditor", "expert", "visitor"].find((one) => allowed.includes(one));
        const { status, body } = await people[role].ask(method, `${target}?nonsense=1`, method === "GET" || method === "DELETE" ? undefined : {}, { "if-match": '"1"' });
        assert.deepEqual([status, body.field], [400, "nonsense"], `${role} ${method} ${target}`);
        asked++;
    }
    assert.ok(asked > 100);
});

test("what is no address of the table is not there, and what is no JSON is not taken", async () => {
    for (const path of ["/api/v1/experts/x", "/api/v1/experts/:", "/api/v1/experts/0", "/api/v1/experts/007", "/api/v1/experts/-1", "/api/v1/experts/1x", "/api/v1/experts/1/nothing", "/api/v1/experts/99999999999999999999", "/api/v1/experts/999999999999999999",
        "/api/v1/", "/assets/", "/assets/a/b", "/assets/none.js", "/nowhere", "/%2e%2e/etc/passwd"]) {
        assert.equal((await people.visitor.get(path)).status, 404, path);
        assert.equal((await people.visitor.get(path, { accept: "text/html" })).status, 404, path);
    }
    assert.equal((await people.visitor.get("/%zz", { accept: "text/html" })).status, 400);
    assert.match((await people.visitor.get("/nowhere", { accept: "text/html" })).headers.get("content-type"), /text\/html/);
    for (const method of ["POST", "PUT", "PATCH"]) {
        const path = { POST: "/api/v1/tokens", PUT: "/api/v1/password", PATCH: `/api/v1/experts/${ids.expert}` }[method];
        const { status } = await fetch(base + path, { method, headers: { "content-type": "text/plain", origin: base, cookie: `__Host-zhiku=${people.office.cookie}` }, body: "{}" });
        assert.equal(status, 415, path);
    }
    const { status, headers } = await people.visitor.ask("PUT", "/api/v1/session", {});
    assert.deepEqual([status, headers.get("allow")], [405, "GET, HEAD, POST, DELETE"]);
});

test("every field is shown to a role as its row says, in records of others and in one's own", async () => {
    let seen = 0;
    for (const role of roles) {
        for (const [kind, path] of Object.entries(plural)) {
            const { body } = await people[role].get(`/api/v1/${path}/${ids[kind]}`);
            const own = (role === "expert" && kind === "expert") || (role === "enterprise" && ["organisation", "demand"].includes(kind));
            for (const { name, views } of fields.filter((field) => field.kind === kind && field.name in planted)) {
                const how = own ? views[role].own : views[role].others;
                const is = JSON.stringify(body[name]);
                seen++;
                if (how === "not") assert.equal(is, undefined, `${role} ${kind} ${name}`);
                else if (how === "masked") assert.ok(is && !is.includes(planted[name]) && is.includes("*"), `${role} ${kind} ${name}: ${is}`);
                else assert.ok(is?.includes(planted[name]), `${role} ${kind} ${name}: ${is}`);
            }
        }
    }
    assert.equal(seen, roles.length * fields.filter((field) => field.name in planted).length);
});

test("every field that is not for everybody has a secret planted in it, a purpose and a time it is kept", () => {
    for (const { name, kind, views, purpose, keep } of fields) {
        if (views.visitor.others !== "shown") assert.ok(name in planted, `${kind}.${name}`);
        assert.ok(purpose.length > 5 && ["record", "consent"].includes(keep));
        for (const role of roles) if (views[role].editOwn || views[role].edit) assert.notEqual(views[role].own, "not", `${role} would change ${name} unseen`);
    }
    // Held here as well, so that nobody opens them by a slip in the table.
    for (const name of ["phone", "email", "contact"]) for (const { views } of fields.filter((field) => field.name === name)) {
        for (const role of ["visitor", "enterprise", "expert", "evaluator", "auditor", "administrator"]) assert.equal(views[role].others, "not");
        assert.equal(views.office.others, "masked");
    }
});

test("what is held beside records has a purpose and a time, and is for whom its row says", async () => {
    const of = (cls) => holdings.filter((row) => row.cls === cls);
    for (const { kind, name, cls, purpose, keep, views } of holdings) {
        assert.ok(purpose.length > 5 && /^[a-z]+( [1-9]\d*)?$/.test(keep), `${kind}.${name}`);
        assert.deepEqual([views.visitor.others, views.visitor.edit], ["not", false], `${kind}.${name}`);
        if (["SECRETS", "REPEATED"].includes(cls)) for (const role of roles) assert.equal(views[role].own, "not", `${kind}.${name}`);
    }
    // Where the whole of a holding is for some roles, the route that shows it lets in these and no others.
    for (const [cls, path] of [["ACCOUNTS", "/api/v1/accounts"], ["REGISTRATIONS", "/api/v1/registrations"], ["REQUESTS", "/api/v1/requests"], ["QUERIES", "/api/v1/reports/queries"], ["AUDIT", "/api/v1/audit"]]) {
        assert.ok(of(cls).length > 0, cls);
        for (const { name, views } of of(cls)) for (const role of roles)
            assert.equal((await people[role].get(path)).status === 200, views[role].others === "shown", `${role} ${cls}.${name}`);
    }
});

test("planted secrets are in no way out that is not theirs", async () => {
    const queries = Object.values(planted).map((text) => `/api/v1/search?q=${encodeURIComponent(text)}`);
    const ways = ["/", "/search?q=煤化工", "/search?q=煤化工&sort=name", ...queries, ...queries.map((query) => query.replace("/search", "/suggest")),
        ...["relevance", "year", "updated", "name"].map((sort) => `/api/v1/search?q=煤化工&size=100&sort=${sort}`), "/api/v1/search?expand=region:*&facets=kind,region,year",
        ...Object.entries(plural).flatMap(([kind, path]) => [`/${path}/${ids[kind]}`, `/api/v1/${path}/${ids[kind]}?lang=en`])];
    for (const role of ["visitor", "evaluator", "auditor", "administrator"]) {
        for (const way of ways) {
            const { text, body } = await people[role].get(way);
            // What was asked for comes back in "query" and in the page's boot: that is no leak.
            const said = way.includes("?q=") && !way.includes("煤化工") && body ? JSON.stringify({ ...body, query: undefined, q: undefined }) : text;
            for (const [name, secret] of Object.entries(needle)) if (name !== "budget" && name !== "max_load" && name !== "birth_year") assert.ok(!said.includes(secret), `${role} ${way}: ${name}`);
            assert.ok(!/87654321|"max_load"|"birth_year"/.test(said), `${role} ${way}`);
        }
    }
    for (const query of queries) assert.equal((await people.office.get(query)).body.hits.filter(({ title }) => title.startsWith("公开的")).length, 0, query); // not even for the office: it is not in the index
    const index = join(data, "index", "current");
    for (const file of readdirSync(index)) {
        const bytes = readFileSync(join(index, file));
        for (const secret of ["19987654321", "plantedmail", "秘密联系人", "秘密批示内容", "秘密授权用途", "秘密回避"]) assert.equal(bytes.indexOf(Buffer.from(secret)), -1, `${file}: ${secret}`);
    }
    execFileSync(indexer, ["export", "--public", "--out", join(data, "public")], { env });
    for (const file of readdirSync(join(data, "public"))) assert.doesNotMatch(readFileSync(join(data, "public", file), "utf8"), /19987654321|plantedmail|秘密/);
});

test("contacts are unmasked for a purpose, and the audit has who, whom and what for, but no number", async () => {
    const path = `/api/v1/experts/${ids.expert}/contacts`;
    assert.equal((await people.office.post(path)).body.field, "purpose");
    assert.equal((await people.office.post(path, { purpose: "x" })).body.field, "purpose");
    const { body } = await people.office.post(path, { purpose: "邀请参加科技对接会" });
    assert.deepEqual(body.contacts, { email: planted.email, phone: planted.phone });
    const { body: audit, text } = await people.auditor.get("/api/v1/audit?action=unmask");
    assert.equal(audit.entries.length, 1);
    assert.deepEqual([audit.entries[0].object, audit.entries[0].login, audit.entries[0].purpose], [`expert:${ids.expert}`, "office", "邀请参加科技对接会"]);
    assert.doesNotMatch(text, /19987654321|plantedmail/);
});

test("what an expert keeps back is gone for the public, from the index, and from what links to him", async () => {
    const path = `/api/v1/experts/${ids.expert}`;
    assert.equal((await people.expert.ask("PUT", `${path}/hidden`, { fields: "phone" })).status, 403);
    assert.equal((await people.expert.ask("PUT", `${path}/hidden`, { fields: "name" })).status, 403);
    assert.equal((await people.expert.ask("PUT", `${path}/hidden`, { fields: "nonsense" })).status, 400);
    assert.equal((await people.expert.ask("PUT", `${path}/hidden`, { fields: "summary" })).status, 200);
    assert.equal((await people.visitor.get(path)).body.summary, undefined);
    assert.equal((await people.expert.get(path)).body.summary, "煤化工废水");
    assert.equal((await people.office.get(path)).body.summary, "煤化工废水");
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    for (let i = 0; i < 50; i++) {
        const { hits } = (await people.visitor.get("/api/v1/search?q=煤化工废水&kind=expert")).body;
        if (hits.length === 0) break;
        if (i === 49) assert.fail("still found");
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.equal((await people.expert.ask("PUT", `${path}/hidden`, {})).status, 200);
    assert.equal((await people.visitor.get(path)).body.summary, "煤化工废水");
});

test("a record that is not public is there for the office and its owner alone", async () => {
    const path = `/api/v1/experts/${ids.expert}`;
    const { headers } = await people.office.get(path);
    assert.equal((await people.office.ask("PATCH", path, { visibility: "office" }, { "if-match": headers.get("etag") })).status, 200);
    for (const role of roles) assert.equal((await people[role].get(path)).status, ["office", "expert"].includes(role) ? 200 : 404, role);
});
