// SPDX-License-Identifier: GPL-3.0-or-later
// What is public, what was agreed to, contacts for a purpose, the register of requests, erasing.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Person, open } from "../api/people.mjs";
import { faults, holds, openAs, shot, sizes, sql, start, until } from "./support.mjs";

let app, office, expert, factory, visitor, path, organisation;
before(async () => {
    app = await start(["--rate-login", "1000", "--rate-export", "0"]);
    visitor = new Person(app.base);
    path = (await visitor.get("/api/v1/search?kind=expert&size=1&availability=open")).body.hits[0].url;
    organisation = (await visitor.get("/api/v1/search?kind=organisation&size=1")).body.hits[0].url;
    office = await open(app.base, app.env, "office", "office", undefined, { name: "王工作" });
    expert = await open(app.base, app.env, "expert", "expert", path.split("/").pop(), { name: "某专家" });
    factory = await open(app.base, app.env, "enterprise", "factory", organisation.split("/").pop(), { name: "某厂" });
    const match = (await office.get(`/api/v1${path}`)).headers.get("etag");
    assert.equal((await office.ask("PATCH", `/api/v1${path}`, { phone: "19900001111", consent_date: null }, { "if-match": match })).status, 200);
});
after(async () => { await app.stop(); });

const record = async () => (await office.get(`/api/v1${path}`)).body;
const said = (page, text) => page.waitForFunction((wanted) => [...document.querySelectorAll("[role=status]")].some((one) => one.textContent.includes(wanted)), text);

test("an expert keeps a field back, and the public does not see it any more", async () => {
    const page = await openAs(app, expert, path);
    await page.click("text=公开与同意");
    await page.waitForSelector(".shown");
    assert.deepEqual(await faults(page), []);
    await shot(page, "personal");
    const name = (await record()).position ? "职务" : "摘要", field = name === "职务" ? "position" : "summary";
    await page.getByLabel(`公开：${name}`).uncheck();
    await page.getByRole("button", { name: "保存公开范围" }).click();
    await said(page, "已保存");
    assert.equal((await visitor.get(`/api/v1${path}`)).body[field], undefined);
    await page.reload();
    await page.waitForSelector(".shown");
    assert.equal(await page.getByLabel(`公开：${name}`).isChecked(), false);
    await page.getByLabel(`公开：${name}`).check();
    await page.getByRole("button", { name: "保存公开范围" }).click();
    await said(page, "已保存");
    assert.notEqual((await visitor.get(`/api/v1${path}`)).body[field], undefined);
    assert.equal(await page.locator("text=永久删除").count(), 0); // that is the office's
    await page.close();
});

test("without consent the office sees no number; the expert agrees, and it does, for a purpose", async () => {
    const page = await openAs(app, office, path);
    await page.click("text=查看完整联系方式");
    await page.fill("#purpose", "邀请参加科技对接会");
    await page.getByRole("button", { name: "查看" }).click();
    await page.waitForSelector(".wrong");
    assert.match(await page.textContent(".wrong"), /没有本人有效的授权/);
    page.errors = []; // the browser logs the refusal itself
    assert.deepEqual(await faults(page), []);
    await shot(page, "contacts-refused");
    const own = await openAs(app, expert, `${path}/personal`, sizes.narrow);
    await own.getByRole("button", { name: "我同意" }).click();
    await own.waitForSelector(".consents");
    assert.deepEqual(await faults(own), []);
    await shot(own, "personal-agreed");
    const [consent] = (await office.get(`/api/v1${path}/consents`)).body.consents;
    const statement = await app.open("/privacy");
    assert.ok((await statement.textContent("main")).includes(consent.statement)); // the edition agreed to is the one shown
    assert.deepEqual([consent.channel, consent.valid], ["web", true]);
    await page.getByRole("button", { name: "查看" }).click();
    await said(page, "19900001111");
    assert.deepEqual(await faults(page), []);
    await shot(page, "contacts");
    for (const one of [page, own, statement]) await one.close();
});

test("the office downloads a person's data for a purpose that it names", async () => {
    const page = await openAs(app, office, `${path}/personal`);
    await page.getByRole("button", { name: "下载 JSON" }).click();
    assert.equal(await page.evaluate(() => document.querySelector("#purpose").matches(":invalid")), true); // and nothing was sent
    await page.fill("#purpose", "本人来信索取");
    assert.equal((await office.post("/api/v1/requests", { what: "export", record: Number(path.split("/").pop()), text: "来信索取" })).status, 202);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "下载 JSON" }).click()]);
    assert.equal(file.suggestedFilename(), "data.json");
    assert.ok(page.url().endsWith("/personal"));
    assert.deepEqual(await faults(page), []);
    await shot(page, "personal-export");
    await page.close();
});

test("the office notes a consent on paper with its end; withdrawing hides the record and removes the number", async () => {
    const page = await openAs(app, office, `${path}/personal`);
    await page.waitForSelector(".consents");
    await page.selectOption("#channel", "paper");
    await page.fill("#statement", "2024 年纸质版");
    await page.fill("#expires_on", "2099-12-31");
    await page.getByRole("button", { name: "登记" }).click();
    await page.waitForFunction(() => document.querySelectorAll(".consents tbody tr").length === 2);
    const row = await page.locator(".consents tbody tr").first().textContent();
    assert.match(row, /查看和转交联系方式.*2024 年纸质版.*书面.*2099-12-31.*有效/s);
    await page.setViewportSize(sizes.narrow);
    assert.deepEqual(await faults(page), []);
    await shot(page, "personal-office");
    page.on("dialog", (dialog) => dialog.accept());
    await page.getByRole("button", { name: "撤回同意" }).click();
    await page.waitForSelector("text=目前整体不公开");
    await holds(async () => assert.equal(await page.locator(".consents .warning", { hasText: "撤回于" }).count(), 2));
    assert.equal((await visitor.get(`/api/v1${path}`)).status, 404);
    assert.equal((await record()).phone, undefined);
    await page.close();
});

test("a contact person agrees and withdraws for the organisation's own people", async () => {
    const match = (await factory.get(`/api/v1${organisation}`)).headers.get("etag");
    assert.equal((await factory.ask("PATCH", `/api/v1${organisation}`, { contact: "王秘书", phone: "0632-1234567" }, { "if-match": match })).status, 200);
    const page = await openAs(app, factory, "/account?lang=en");
    await page.click("text=Public and agreed");
    await page.waitForSelector("text=contact person");
    await page.getByRole("button", { name: "I agree" }).click();
    await page.waitForSelector(".consents");
    assert.deepEqual(await faults(page), []);
    await shot(page, "personal-en");
    page.on("dialog", (dialog) => dialog.accept());
    await page.getByRole("button", { name: "Withdraw the consent" }).click();
    await page.waitForSelector(".consents >> text=withdrawn"); // the form has the word too
    const { body } = await factory.get(`/api/v1${organisation}`);
    assert.deepEqual([body.phone, body.contact], [undefined, undefined]);
    assert.equal((await visitor.get(`/api/v1${organisation}`)).status, 200);
    await page.close();
});

test("what is kept of an expert is downloaded as CSV and as JSON", async () => {
    const page = await openAs(app, expert, `${path}/personal`);
    for (const [text, wanted] of [["下载 CSV", /^\uFEFF项目,field,内容\r\n/], ["下载 JSON", /^\{"ref":/]]) {
        const [download] = await Promise.all([page.waitForEvent("download"), page.click(`text=${text}`)]);
        assert.match(readFileSync(await download.path(), "utf8"), wanted);
    }
    await page.close();
});

test("the register has requests by deadline, those by letter too, and leads to where they are seen to", async () => {
    assert.equal((await visitor.post("/api/v1/requests", { what: "deletion", record: Number(path.split("/").pop()), text: "请删除我的资料" })).status, 202);
    const page = await openAs(app, office, "/office/requests");
    await page.waitForSelector(".card");
    await page.selectOption("#what", "correction");
    await page.fill("#page", `${app.base}${path}`);
    await page.fill("#text", "来信：单位已变更");
    await page.getByRole("button", { name: "登记" }).click();
    await page.waitForSelector(".card >> nth=1");
    assert.deepEqual(await faults(page), []);
    await shot(page, "requests");
    await page.getByLabel("理由或说明").first().fill("已核对");
    await page.getByRole("button", { name: "不予办理：来信：单位已变更" }).click();
    await page.waitForSelector("table >> text=不予办理");
    await page.setViewportSize(sizes.narrow);
    assert.deepEqual(await faults(page), []);
    await shot(page, "requests");
    await page.setViewportSize(sizes.wide);
    await page.click("text=去删除");
    await until(page, `${path}/personal`);
    await page.fill("#reason", "本人要求");
    await page.fill("#typed", "写错了");
    await page.getByRole("button", { name: "永久删除" }).click();
    await page.waitForSelector(".wrong");
    await shot(page, "erase");
    await page.fill("#typed", (await record()).name);
    await page.getByRole("button", { name: "永久删除" }).click();
    await page.waitForSelector("text=本人信息已删除");
    assert.deepEqual(await faults(page), []);
    assert.equal((await office.get(`/api/v1${path}`)).status, 404);
    assert.equal((await expert.get("/api/v1/sessions")).status, 401);
    await page.close();
});

test("the register says that nothing is open, or closed, only where it shows all there is", async () => {
    sql(app, `DELETE FROM subject_request; WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)
        INSERT INTO subject_request (what, kind, record_id, text, at, due_at) SELECT 'deletion', 'expert', 1, '请求' || i, 1, 2 FROM n`);
    const said = async (query) => {
        const page = await openAs(app, office, `/office/requests${query}`);
        await page.waitForSelector(".card, table");
        const text = await page.textContent("main");
        await page.close();
        return [text.includes("没有待办"), text.includes("还没有办结")];
    };
    assert.deepEqual([await said(""), await said("?page=2")], [[false, false], [false, false]]); // 120 open ones
    sql(app, "UPDATE subject_request SET done_at = 3, outcome = 'done' WHERE id NOT IN (SELECT id FROM subject_request LIMIT 20)");
    assert.deepEqual([await said(""), await said("?page=2")], [[false, false], [false, false]]); // all on page 2 are closed
    sql(app, "DELETE FROM subject_request WHERE done_at IS NULL");
    assert.deepEqual(await said(""), [true, false]);
    sql(app, "UPDATE subject_request SET done_at = NULL, outcome = NULL");
    assert.deepEqual(await said(""), [false, true]);
});
