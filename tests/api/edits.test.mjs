// SPDX-License-Identifier: GPL-3.0-or-later
// The field × role matrix of changing, walked whole over HTTP from the table the program prints: every
// field of every kind, as every role, in a record that may be one's own and in one that never is.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Person, open } from "./people.mjs";
import { fields, plant, plural, roles, routes } from "./planted.mjs";
import { ended, indexer, root, serve } from "./support.mjs";

let base, server, data, env;
const people = {}, ids = {};

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-edits-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    plant(data);
    execFileSync(indexer, ["import", ...Object.values(plural).map((name) => join(data, `${name}.csv`))], { env, stdio: "ignore" });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    ({ server, base } = await serve(env, ["--rate-login", "0", "--rate-search", "0", "--rate-detail", "0", "--harvest", "0"]));
    people.visitor = new Person(base);
    for (const kind of Object.keys(plural)) {
        const { hits } = (await people.visitor.get(`/api/v1/search?kind=${kind}`)).body;
        ids[kind] = ["公开的", "别人的"].map((title) => hits.find((hit) => hit.title.startsWith(title)).id.split(":")[1]);
    }
    for (const role of roles.slice(1)) people[role] = await open(base, env, role, role, { expert: ids.expert[0], enterprise: ids.organisation[0] }[role]);
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

const types = Object.fromEntries([...readFileSync(join(root, "schema/fields.def"), "utf8").matchAll(/^ZK_FIELD\(\w+, (\w+), "[^"]*", .*?, (TEXT|LONG|INT|DATE|CODES?|WORDS|LINKS?), (\w+), (\d+), /gm)]
    .map(([, name, type, table, most]) => [name, { type, table, most: Number(most) }]));
const codes = (table) => readFileSync(join(root, `schema/codes/${table}.tsv`), "utf8").split("\n").filter((line) => line && !line.startsWith("#")).slice(1).map((line) => line.split("\t")[0]);

/* What a field may hold; another n of -1, 0 and 1, another value. The demand stays its enterprise's. */
function value(kind, name, n) {
    const { type, table, most } = types[name === "name" ? "title" : name];
    if (kind === "demand" && name === "organisation") return { id: `organisation:${ids.organisation[0]}` };
    const given = { phone: `1390000000${n + 1}`, email: `n${n + 1}@example.com`, url: `https://example.com/${n}`, ref: `R${n}`, visibility: "office",
        credit_code: ["91350100M000100Y43", "91350211M000100Y46"].at(n) }[name];
    if (given) return given;
    switch (type) {
    case "INT": return most === 2155 ? 1990 + n : 2 + n;
    case "DATE": return `2020-01-0${2 + n}`;
    case "CODE": return codes(table).at(n);
    case "CODES": return [codes(table).at(n)];
    case "WORDS": return [`词${n}`];
    case "LINK": return { name: `某${n}` };
    case "LINKS": return [{ name: `某${n}` }];
    default: return `改${n}`;
    }
}
const refusal = (role, own, allowed) => (role === "visitor" ? 401 : !allowed ? 403 : role === "office" || own ? 403 : 404);

test("every field is changed by the roles its row says, in records of others and in one's own, and by nobody else", async () => {
    let asked = 0;
    const done = new Set();
    for (const role of roles) for (const [kind, path] of Object.entries(plural)) for (const [n, id] of ids[kind].entries()) {
        const own = n === 0 && ((role === "expert" && kind === "expert") || (role === "enterprise" && ["organisation", "demand"].includes(kind)));
        const target = `/api/v1/${path}/${id}`, allowed = routes.find((route) => route.method === "PATCH" && route.path === `/api/v1/${path}/{id}`).roles.includes(role);
        for (const { name, views } of fields.filter((field) => field.kind === kind)) {
            const what = `${role} ${target} ${name}`, may = own ? views[role].editOwn : views[role].edit;
            const was = await people.office.get(target);
            const answer = await people[role].ask("PATCH", target, { [name]: value(kind, name, role === "office" ? n : -1) }, { "if-match": was.headers.get("etag") });
            const { body: is } = await people.office.get(target);
            asked++;
            if (!may) {
                assert.equal(answer.status, refusal(role, own, allowed), `${what}: ${answer.text}`);
                if (role === "office" || own) assert.equal(answer.body.field, name, what);
                assert.deepEqual(is, was.body, what);
                continue;
            }
            done.add(`${kind} ${name}`);
            assert.equal(answer.status, role === "expert" ? 202 : 200, `${what}: ${answer.text}`);
            if (role !== "expert") assert.equal(is.version, was.body.version + (kind === "demand" && name === "organisation" && n === 0 ? 0 : 1), what);
            else { // it waits for the office
                assert.deepEqual(is, was.body, what);
                const { drafts } = (await people.office.get("/api/v1/drafts")).body;
                assert.ok(drafts.some((draft) => draft.id === answer.body.draft && draft.fields.some(({ field }) => field === name)), `${what}: ${JSON.stringify(drafts)}`);
            }
        }
    }
    assert.equal(asked, roles.length * 2 * fields.length);
    // What nobody changes is written down by the program.
    assert.deepEqual(fields.filter(({ kind, name }) => !done.has(`${kind} ${name}`)).map(({ cls }) => cls).filter((cls) => cls !== "RECORDED"), []);
});

test("who makes a record sets what he may change of his own, and nothing else", async () => {
    for (const [role, own] of [["office", false], ["enterprise", true]]) for (const [n, { name, views }] of fields.filter(({ kind }) => kind === "demand").entries()) {
        const may = own ? views[role].editOwn : views[role].edit;
        const body = { title: `新需求${role}${n}`, [name]: name === "ref" ? "R9" : value("demand", name, 1) };
        const answer = await people[role].post("/api/v1/demands", body);
        assert.equal(answer.status, may ? 201 : 403, `${role} ${name}: ${answer.text}`);
        if (!may) assert.equal(answer.body.field, name);
    }
});
