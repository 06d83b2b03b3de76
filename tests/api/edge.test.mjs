// SPDX-License-Identifier: GPL-3.0-or-later
// How often, and from where: each route of the table of rates, addresses, and what is for this machine alone.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Person, open, password } from "./people.mjs";
import { plural, roles, routes } from "./planted.mjs";
import { ended, indexer, root, serve } from "./support.mjs";

let base, server, data, env;

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-edge-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    writeFileSync(join(data, "experts.csv"), "编号,姓名\nE1,张三\n");
    writeFileSync(join(data, "organisations.csv"), "编号,名称\nO1,某厂\n");
    execFileSync(indexer, ["import", join(data, "experts.csv"), join(data, "organisations.csv")], { env });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    ({ server, base } = await serve(env, ["--rate-login", "0"]));
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

/* Rows of server/edge.c, and the methods and paths that server/routes.def has by their names. */
const limited = new Map([...readFileSync(join(root, "server/edge.c"), "utf8").matchAll(/\{ "(\w+)", ZK_RATE_(\w+) \}/g)].map(([, name, rate]) => [name, rate.toLowerCase()]));
const named = [...readFileSync(join(root, "server/routes.def"), "utf8").replaceAll(/\\\n/g, "").matchAll(/ZK_(ROUTE|CHANGE|TOLD)\("(\w+)", (?:(GET|POST|PUT|PATCH|DELETE), )?((?:"[^"]*"|#plural| )+),/g)]
    .flatMap(([, , name, method = "GET", text]) => (text.includes("#plural") ? Object.values(plural) : [""])
        .map((kinds) => ({ name, method, path: text.replace("#plural", `"${kinds}"`).replaceAll(/["\s]/g, "") })));

test("each route of the table of rates is refused beyond its rate, by address and by account", async (t) => {
    assert.deepEqual(named.map(({ method, path }) => `${method} ${path}`).toSorted(), routes.map(({ method, path }) => `${method} ${path}`).toSorted());
    assert.ok(limited.size > 20);
    const few = await serve(env, ["search", "detail", "export", "login"].flatMap((rate) => [`--rate-${rate}`, "1"]));
    t.after(async () => assert.equal(await ended(few.server), 0));
    const seen = new Set(), rates = new Set();
    for (const [n, { name, method, path }] of named.filter((route) => limited.has(route.name)).entries()) {
        const { roles: allowed } = routes.find((route) => route.method === method && route.path === path);
        const role = roles.find((one) => allowed.includes(one)), record = { expert: 1, enterprise: 2 }[role];
        const who = role === "visitor" ? new Person(base) : await open(base, env, role, `limited${n}`, record);
        const ask = (from, person = who) => new Person(few.base, { cookie: person.cookie, from })
            .ask(method, path.replace("{id}", "1").replace("{file}", "x"), method === "GET" || method === "DELETE" ? undefined : {});
        const [here, there] = [`198.51.${n}.1`, `198.51.${n}.2`];
        assert.notEqual((await ask(here)).status, 429, `${method} ${path}`);
        const answer = await ask(here);
        assert.equal(answer.status, 429, `${method} ${path}`);
        const wait = Number(answer.headers.get("retry-after"));
        assert.ok(wait >= 1 && wait <= 60, `${method} ${path}: ${wait}`);
        // An account takes its count along to another address; who is nobody does not.
        assert.equal((await ask(there)).status === 429, role !== "visitor", `${method} ${path} from elsewhere`);
        seen.add(name);
        rates.add(limited.get(name));
    }
    assert.deepEqual([...seen].toSorted(), [...limited.keys()].toSorted());
    assert.deepEqual([...rates].toSorted(), ["detail", "export", "login", "search"]);
});

test("searching and signing in go on for others while one is refused", async (t) => {
    const few = await serve(env, ["--rate-search", "3", "--rate-login", "3"]);
    t.after(async () => assert.equal(await ended(few.server), 0));
    await open(base, env, "auditor", "patient");
    for (const ask of [(who) => who.get("/api/v1/search?q=张三"), (who) => who.post("/api/v1/session", { login: "patient", password })]) {
        const asked = [];
        for (let i = 0; i < 5; i++) asked.push((await ask(new Person(few.base, { from: "203.0.113.7" }))).status);
        assert.deepEqual(asked, [200, 200, 200, 429, 429]);
    }
    const other = new Person(few.base, { from: "203.0.113.8" });
    assert.equal((await other.get("/api/v1/search?q=张三")).status, 200);
});

test("who has a network of IPv6 has one address of it, and IPv4 written as IPv6 is IPv4", async (t) => {
    const few = await serve(env, ["--rate-search", "1"]);
    t.after(async () => assert.equal(await ended(few.server), 0));
    const asked = async (from) => (await new Person(few.base, { from }).get("/api/v1/search?q=张三")).status;
    for (const [from, status] of [["2001:db8:1:2::1", 200], ["2001:db8:1:2::2", 429], ["2001:DB8:1:2:ffff:ffff:ffff:ffff", 429], ["2001:db8:1:3::1", 200],
        ["2001:db8:2:2::1", 200], ["::ffff:198.51.100.9", 200], ["198.51.100.9", 429], ["::ffff:c633:6409", 429], ["198.51.100.10", 200]])
        assert.equal(await asked(from), status, from);
});

test("/metrics is there for this machine and for nobody who comes through a proxy", async () => {
    const visitor = new Person(base), { status, text } = await visitor.get("/metrics");
    assert.equal(status, 200);
    assert.match(text, /^zhiku_store_up 1$/m);
    for (const by of [{ "x-forwarded-for": "203.0.113.1" }, { "x-forwarded-for": "127.0.0.1" }, { forwarded: "for=127.0.0.1" }, { "x-real-ip": "127.0.0.1" }, { via: "1.1 proxy" }]) {
        const answer = await visitor.get("/metrics", by), nowhere = await visitor.get("/nowhere", by);
        assert.deepEqual([answer.status, answer.text], [404, nowhere.text.replaceAll("/nowhere", "/metrics")], JSON.stringify(by));
    }
});
