// SPDX-License-Identifier: GPL-3.0-or-later
// The privacy statement with the way to ask, and the audit with what was done.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open } from "../api/people.mjs";
import { faults, openAs, shot, sizes, start } from "./support.mjs";

const today = () => new Date().toISOString().slice(0, 10), begun = today();
let app, auditor, office;
before(async () => {
    app = await start(["--rate-login", "1000"]);
    office = await open(app.base, app.env, "office", "office", undefined, { name: "王工作" });
    auditor = await open(app.base, app.env, "auditor", "auditor", undefined, { name: "李审计" });
});
after(async () => { await app.stop(); });

test("the statement tells every field with its purpose, its time and who sees it", async () => {
    for (const [path, size] of [["/privacy", sizes.wide], ["/privacy?lang=en", sizes.wide], ["/privacy", sizes.narrow], ["/privacy?lang=en", sizes.narrow]]) {
        const page = await app.open(path, size);
        await page.waitForSelector(".statement");
        assert.deepEqual(await faults(page), [], path);
        await shot(page, `privacy${path.includes("en") ? "-en" : ""}`);
        await page.getByRole("heading", { name: /资料之外还保存什么|What is kept besides records/ }).scrollIntoViewIfNeeded();
        await page.evaluate(() => scrollBy(0, 600));
        await shot(page, `privacy-holdings${path.includes("en") ? "-en" : ""}`);
        if (path === "/privacy") {
            const row = await page.locator(".statement", { hasText: "电子邮箱" }).textContent();
            assert.match(row, /经同意/);
            assert.match(row, /同意有效期内/);
            assert.match(row, /本人、科协工作人员（打码/);
            assert.match(row, /谁能更改本人、科协工作人员/);
            for (const [what, told] of [["提醒邮箱", /停用 180 天后删除/], ["密码的散列值", /谁能看到无人/], ["检索的文字", /90 天/], ["查明违规", /长期谁能看到审计员谁能更改无人/]])
                assert.match(await page.locator(".statement", { hasText: what }).textContent(), told);
            assert.equal(await page.locator(".statement", { hasText: /field\.|privacy\.|role\./ }).count(), 0);
        }
        await page.close();
    }
});

test("whoever finds himself in the directory asks for a correction, and the office has it with its day", async () => {
    const page = await app.open("/experts/1");
    await page.click("text=更正或删除我的信息");
    await page.waitForSelector("#what");
    assert.equal(await page.inputValue("#page"), "/experts/1");
    await page.fill("#page", "我的页面");
    await page.fill("#text", "职务已变动，请改为总工程师；电话请打到单位。");
    await page.getByRole("button", { name: "提交请求" }).click();
    await page.waitForSelector("[role=alert]");
    assert.match(await page.textContent("[role=alert]"), /末尾要有数字/);
    page.errors = []; // the browser logs the refusal itself
    await page.fill("#page", `${app.base}/experts/1?lang=zh`);
    await page.getByRole("button", { name: "提交请求" }).click();
    await page.waitForSelector("[role=status]");
    assert.match(await page.textContent("[role=status]"), /15 日内/);
    assert.deepEqual(await faults(page), []);
    const { requests } = (await office.get("/api/v1/requests")).body;
    assert.deepEqual([requests[0].what, requests[0].record], ["correction", "expert:1"]);
    await page.close();
});

test("the auditor searches what was done, by address that can be kept; the office does not", async () => {
    const page = await openAs(app, auditor, "/audit");
    await page.waitForSelector(".log");
    assert.deepEqual(await faults(page), []);
    await shot(page, "audit");
    await page.selectOption("#action", "subject_request");
    await page.fill("#object", "expert:1");
    await page.fill("#from", begun); // it may be tomorrow by now
    await page.fill("#to", today());
    await page.getByRole("button", { name: "查询" }).click();
    await page.waitForURL(/action=subject_request/);
    await page.waitForSelector(".log tbody tr");
    assert.equal(await page.locator(".log tbody tr").count(), 1);
    assert.match(await page.textContent(".log tbody"), /个人信息请求/);
    assert.equal(await page.inputValue("#object"), "expert:1");
    assert.equal(await page.inputValue("#action"), "subject_request");
    await page.click("text=清除条件");
    await page.waitForFunction(() => document.querySelectorAll(".log tbody tr").length > 1);
    await page.setViewportSize(sizes.narrow);
    assert.deepEqual(await faults(page), []);
    await shot(page, "audit");
    await page.close();
    const other = await openAs(app, office, "/audit");
    assert.match(await other.textContent("main"), /不能做这件事/);
    await other.close();
});

test("a long audit is read page by page", async () => {
    for (let i = 0; i < 60; i++) await auditor.get("/api/v1/audit?size=1");
    const page = await openAs(app, auditor, "/audit?action=audit_read&lang=en");
    await page.waitForSelector(".log tbody tr");
    assert.equal(await page.locator(".log tbody tr").count(), 50);
    await page.getByRole("button", { name: "Older entries" }).click();
    await page.waitForFunction(() => document.querySelectorAll(".log tbody tr").length > 55);
    assert.deepEqual(await faults(page), []);
    await page.close();
});
