// SPDX-License-Identifier: GPL-3.0-or-later
// Records are changed on the page: by the office at once, by an expert after approval.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Person, agreement, open } from "../api/people.mjs";
import { faults, openAs, shot, sizes, start } from "./support.mjs";

let app, office, expert, path;
before(async () => {
    app = await start(["--rate-login", "1000"]);
    const hit = (await new Person(app.base).get("/api/v1/search?kind=expert&size=1&availability=open")).body.hits[0];
    path = hit.url;
    office = await open(app.base, app.env, "office", "office", undefined, { name: "王工作" });
    expert = await open(app.base, app.env, "expert", "expert", hit.url.split("/").pop(), { name: "某专家" });
    assert.equal((await expert.post(`/api/v1${path}/consents`, await agreement(expert, `/api/v1${path}`))).status, 204);
});
after(async () => { await app.stop(); });

const record = async () => (await office.get(`/api/v1${path}`)).body;
const review = (page) => page.getByRole("button", { name: "核对修改" }).click();
const saved = (page) => page.waitForFunction(() => /已保存|已提交/.test(document.querySelector("[role=status]")?.textContent ?? ""));

test("the office changes a record, sees what changed before it is saved, and brings an older version back", async () => {
    const page = await openAs(app, office, path);
    await page.click("text=修改资料");
    await page.waitForSelector(".form");
    assert.deepEqual(await faults(page), []);
    await shot(page, "edit");
    await review(page);
    assert.match(await page.textContent("[role=status]"), /还没有修改/);
    const old = await record();
    await page.fill("#position", "总工程师");
    await page.fill("#keywords", "热误差补偿\n乙;丙");
    await page.selectOption("#availability", "closed");
    await review(page);
    await page.waitForSelector(".diff");
    assert.match(await page.locator(".diff").first().textContent(), /总工程师/);
    assert.deepEqual(await faults(page), []);
    await shot(page, "edit-review");
    await page.getByRole("button", { name: "确认保存" }).click();
    await saved(page);
    const now = await record();
    assert.equal(now.position, "总工程师");
    assert.deepEqual(now.keywords, ["热误差补偿", "乙;丙"]);
    assert.notEqual(now.availability.code, old.availability.code);
    assert.deepEqual(now.disciplines, old.disciplines); // what was not touched is as it was
    assert.deepEqual(now.organisation, old.organisation);
    page.on("dialog", (dialog) => dialog.accept());
    await page.locator("details", { hasText: `第 ${old.version} 版` }).locator("summary").click();
    assert.deepEqual(await faults(page), []);
    await page.getByRole("button", { name: `恢复到第 ${old.version} 版` }).click();
    await page.waitForFunction((n) => document.querySelector("[role=status]").textContent.includes(`第 ${n} 版`), now.version + 1);
    assert.deepEqual((await record()).keywords, old.keywords);
    await page.close();
});

test("somebody else was faster: nothing typed is lost, and what they changed is shown", async () => {
    const page = await openAs(app, office, `${path}/edit`);
    await page.waitForSelector("#position");
    await page.fill("#position", "我填的职务");
    const match = (await office.get(`/api/v1${path}`)).headers.get("etag");
    assert.equal((await office.ask("PATCH", `/api/v1${path}`, { department: "他人填的部门" }, { "if-match": match })).status, 200);
    await review(page);
    await page.getByRole("button", { name: "确认保存" }).click();
    await page.waitForSelector("[role=alert]");
    assert.match(await page.textContent("[role=alert]"), /他人填的部门/);
    page.errors = []; // the browser logs the refusal itself
    assert.deepEqual(await faults(page), []);
    await shot(page, "edit-conflict");
    assert.equal(await page.inputValue("#position"), "我填的职务");
    assert.equal(await page.inputValue("#department"), "他人填的部门");
    await review(page);
    await page.getByRole("button", { name: "确认保存" }).click();
    await saved(page);
    const now = await record();
    assert.deepEqual([now.position, now.department], ["我填的职务", "他人填的部门"]);
    await page.close();
});

test("a wrong value is told by the name of its field, and stays to be mended", async () => {
    const page = await openAs(app, office, `${path}/edit`);
    await page.waitForSelector("#region");
    await page.fill("#region", "没有这个地方");
    await review(page);
    await page.getByRole("button", { name: "确认保存" }).click();
    await page.waitForSelector("[role=alert]");
    assert.match(await page.textContent("[role=alert]"), /地区/);
    assert.equal(await page.inputValue("#region"), "没有这个地方");
    await page.fill("#region", "滕州市");
    await review(page);
    await page.getByRole("button", { name: "确认保存" }).click();
    await saved(page);
    assert.equal((await record()).region.code, "370481");
    await page.close();
});

test("an expert has what is an expert's to change, and it waits; another's record is not there", async () => {
    const page = await openAs(app, expert, path, sizes.narrow);
    await page.click("text=修改资料");
    await page.waitForSelector("#position");
    assert.deepEqual(await faults(page), []);
    await shot(page, "edit");
    assert.equal(await page.locator("#visibility").count(), 0);
    await page.fill("#position", "专家自己填的");
    await review(page);
    await page.getByRole("button", { name: "提交审核" }).click();
    await saved(page);
    assert.equal((await office.get("/api/v1/drafts")).body.drafts.length, 1);
    assert.notEqual((await record()).position, "专家自己填的");
    const other = await openAs(app, expert, path.replace(/\d+$/, (n) => String(Number(n) + 1)));
    assert.equal(await other.locator("text=修改资料").count(), 0);
    assert.equal((await other.goto(`${other.url()}/edit`)).status(), 404);
    await page.close();
    await other.close();
});
