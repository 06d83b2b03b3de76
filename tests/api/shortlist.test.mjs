// SPDX-License-Identifier: GPL-3.0-or-later
// What people keep while they look for candidates, over a real socket: shortlists, the words of a demand; what is
// shown of candidates, as JSON, CSV and Excel.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Person, open } from "./people.mjs";
import { hold } from "./spec.mjs";
import { ended, indexer, serve, unzip } from "./support.mjs";

let base, server, data, env, office, enterprise, expert, visitor;
const id = {};

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-shortlist-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    writeFileSync(join(data, "organisations.csv"), "编号,名称\nO1,甲公司\nO2,丙公司\n");
    writeFileSync(join(data, "experts.csv"), "编号,姓名,研究方向,工作单位,职称,地区,电子邮箱,可见范围,对接状态,简介\n" +
        "E1,张三,高盐废水;蒸发,@O1,教授,370403,zhang@example.com,,open,不在名单里的简介\nE2,李四,,乙所,,,,office,,\nE3,\"=HYPERLINK(\"\"x\"\")\",,,,,,,,\n");
    writeFileSync(join(data, "workstations.csv"), "编号,名称,建站单位\nW1,甲公司院士工作站,@O1\n");
    writeFileSync(join(data, "societies.csv"), "编号,名称\nS1,煤炭学会\n");
    execFileSync(indexer, ["import", ...["organisations", "experts", "workstations", "societies"].map((name) => join(data, `${name}.csv`))], { env });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    ({ server, base } = await serve(env, ["--rate-login", "0", "--rate-export", "0"]));
    visitor = new Person(base);
    office = await open(base, env, "office", "office");
    const rows = execFileSync("sqlite3", ["-separator", "\t", join(data, "zhiku.db"), "SELECT ref, kind, id FROM record"]).toString().trim().split("\n");
    for (const row of rows) { const [ref, kind, number] = row.split("\t"); id[ref] = `${kind}:${number}`; }
    enterprise = await open(base, env, "enterprise", "jia", id.O1.split(":")[1]);
    expert = await open(base, env, "expert", "lisi", id.E2.split(":")[1]);
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

const put = (who, ids) => who.ask("PUT", "/api/v1/shortlist", { ids });
const get = async (who) => hold("Shortlist", (await who.get("/api/v1/shortlist")).body).ids;
const query = (...refs) => refs.map((ref) => `id=${id[ref]}`).join("&");

test("a shortlist is one's own, in one's own order, and replaced as a whole", async () => {
    assert.deepEqual(await get(enterprise), []);
    const { status, body } = await put(enterprise, [id.W1, id.E1, id.S1, id.E1]);
    assert.deepEqual([status, hold("Shortlist", body).ids], [200, [id.W1, id.E1, id.S1]]);
    assert.deepEqual(await get(enterprise), [id.W1, id.E1, id.S1]);
    assert.deepEqual(await get(office), []);
    assert.deepEqual((await put(enterprise, [])).body.ids, []);
    assert.deepEqual(await get(enterprise), []);
});

test("what is gone, or not for who asks, is left out; what is no candidate is refused", async () => {
    assert.deepEqual((await put(enterprise, [id.E2, id.E1, "expert:99999999", id.E1.replace("expert", "society")])).body.ids, [id.E1]);
    for (const who of [office, expert]) assert.deepEqual((await put(who, [id.E2, id.E1])).body.ids, [id.E2, id.E1]); // whose it is, and the office
    for (const [body, code, field] of [[{}, "bad_value", "ids"], [{ ids: [id.O1] }, "bad_value", "ids"], [{ ids: ["x"] }, "bad_value", "ids"], [{ ids: [1] }, "bad_value", "ids"],
        [{ ids: id.E1 }, "bad_value", "ids"], [{ ids: Array.from({ length: 51 }, (_, i) => `expert:${i + 1}`) }, "too_many", "ids"], [{ ids: [], more: 1 }, "unknown_parameter", "more"]]) {
        const { status, body: problem } = await enterprise.ask("PUT", "/api/v1/shortlist", body);
        assert.deepEqual([status, problem.code, problem.field], [400, code, field], JSON.stringify(problem));
    }
    assert.deepEqual(await get(enterprise), [id.E1]); // what was refused changed nothing
    assert.equal((await visitor.get("/api/v1/shortlist")).status, 401);
    assert.equal((await put(visitor, [])).status, 401);
});

test("a record that is deleted leaves every list", async () => {
    assert.equal((await put(office, [id.S1, id.W1])).status, 200);
    const match = (await office.get(`/api/v1/societies/${id.S1.split(":")[1]}`)).headers.get("etag");
    assert.equal((await office.ask("DELETE", `/api/v1/societies/${id.S1.split(":")[1]}`, undefined, { "if-match": match })).status, 204);
    assert.deepEqual(await get(office), [id.W1]);
});

test("candidates are shown to anybody as a card has them, in the order asked for", async () => {
    const { body } = await visitor.get(`/api/v1/candidates?${query("W1", "E2", "E1")}`);
    body.candidates.forEach((one) => hold("Record", one));
    assert.deepEqual(body.candidates.map((one) => one.name), ["甲公司院士工作站", "张三"]);
    assert.deepEqual(body.gone, [id.E2]);
    const [, zhang] = body.candidates;
    assert.deepEqual([zhang.organisation.name, zhang.region.label, zhang.availability.code, zhang.keywords], ["甲公司", "薛城区", "open", ["高盐废水", "蒸发"]]);
    assert.doesNotMatch(JSON.stringify(body), /example\.com|不在名单/);
    assert.equal((await office.get(`/api/v1/candidates?${query("E2")}`)).body.candidates[0].name, "李四");
    assert.deepEqual((await visitor.get("/api/v1/candidates")).body, { candidates: [], gone: [] });
    for (const [path, code, field] of [[`id=${id.O1}`, "bad_value", "id"], ["id=", "bad_value", "id"], ["q=1", "unknown_parameter", "q"], ["lang=de", "bad_value", "lang"]]) {
        const { status, body: problem } = await visitor.get(`/api/v1/candidates?${path}`);
        assert.deepEqual([status, problem.code, problem.field], [400, code, field], path);
    }
});

test("the same leaves as CSV, with a BOM and no formula", async () => {
    const { headers, text } = await visitor.get(`/api/v1/candidates.csv?${query("E1", "E2", "W1", "E3")}`);
    assert.match(headers.get("content-type"), /text\/csv/);
    assert.match(headers.get("content-disposition"), /attachment; filename="candidates.csv"/);
    const raw = Buffer.from(await (await fetch(`${base}/api/v1/candidates.csv?${query("E1")}`)).arrayBuffer());
    assert.deepEqual([...raw.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    const lines = text.trim().split("\r\n");
    assert.match(lines[0], /"类型","名称","单位","职务","职称"/);
    assert.match(lines[1], /^"专家","张三","甲公司","","教授","","薛城区","","高盐废水；蒸发"/);
    assert.match(lines[2], /^"工作站|^"院士/);
    assert.match(lines[3], /"'=HYPERLINK\(""x""\)"/);
    assert.equal(lines.length, 4); // what is not for a visitor is not there
    assert.doesNotMatch(text, /example\.com|李四/);
    assert.match((await visitor.get(`/api/v1/candidates.csv?lang=en&${query("E1")}`)).text, /"kind","name"/);
});

test("and as an Excel workbook, whose cells are texts, and nothing of it stays behind", async () => {
    const response = await fetch(`${base}/api/v1/candidates.xlsx?${query("E1", "E3")}`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-disposition"), /candidates\.xlsx/);
    const files = unzip(Buffer.from(await response.arrayBuffer()));
    const sheet = files["xl/worksheets/sheet1.xml"];
    assert.match(sheet, /张三/);
    assert.match(sheet, /=HYPERLINK\("x"\)/);
    assert.doesNotMatch(sheet, /<f>/);
    assert.deepEqual(readdirSync(data).filter((name) => name.startsWith("table-")), []);
});

test("a demand keeps the words its match insists on and leaves out, for its enterprise and the office", async () => {
    const made = await enterprise.post("/api/v1/demands", { title: "高盐废水处理", body: "煤化工高盐废水蒸发结垢" });
    assert.equal(made.status, 201, made.text);
    const path = `/api/v1/demands/${made.body.id.split(":")[1]}/terms`, terms = { must: ["废水", "蒸发"], drop: ["公司"] };
    assert.deepEqual(hold("DemandTermsNow", (await enterprise.get(path)).body), { must: [], drop: [], version: 0 });
    const put = (who, body, version) => who.ask("PUT", path, body, version === undefined ? {} : { "if-match": `"${version}"` });
    assert.deepEqual([(await put(enterprise, terms)).status, (await put(enterprise, terms, 1)).status], [428, 412]);
    assert.deepEqual(hold("DemandTermsNow", (await put(enterprise, terms, 0)).body), { ...terms, version: 1 });
    assert.equal((await put(office, { must: [], drop: [] }, 0)).status, 412); // somebody was faster
    for (const who of [enterprise, office]) assert.deepEqual((await who.get(path)).body, { ...terms, version: 1 });
    for (const [body, code, field] of [[{ must: [] }, "bad_value", "drop"], [{ must: [""], drop: [] }, "bad_value", "must"], [{ must: [], drop: ["词".repeat(41)] }, "bad_value", "drop"],
        [{ must: Array(65).fill("词"), drop: [] }, "too_many", "must"]]) {
        const { status, body: problem } = await put(enterprise, body, 1);
        assert.deepEqual([status, problem.code, problem.field], [400, code, field], JSON.stringify(problem));
    }
    assert.deepEqual((await put(enterprise, terms, 1)).body, { ...terms, version: 1 }); // the same is no change
    assert.deepEqual((await put(office, { must: ["废水"], drop: ["公司"] }, 1)).body, { must: ["废水"], drop: ["公司"], version: 2 });
    const auditor = await open(base, env, "auditor", "auditor");
    const { entries } = (await auditor.get(`/api/v1/audit?object=${made.body.id}&action=edit`)).body;
    assert.deepEqual(entries.map((e) => [e.login, e.field, e.old, e.new]), [[office.login_name, "must", '["废水","蒸发"]', '["废水"]'],
        [enterprise.login_name, "drop", "[]", '["公司"]'], [enterprise.login_name, "must", "[]", '["废水","蒸发"]']]);
    const other = await open(base, env, "enterprise", "other", id.O2.split(":")[1]);
    assert.deepEqual([(await other.get(path)).status, (await other.ask("PUT", path, terms)).status, (await visitor.get(path)).status], [404, 404, 401]);
    assert.equal((await office.get("/api/v1/demands/99999999/terms")).status, 404);
});
