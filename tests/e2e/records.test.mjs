// SPDX-License-Identifier: GPL-3.0-or-later
// The office makes records of every kind, and makes one of two.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Person, open } from "../api/people.mjs";
import { faults, openAs, shot, sizes, start, sync } from "./support.mjs";

let app, office, visitor;
before(async () => {
    app = await start(["--rate-login", "1000"]);
    visitor = new Person(app.base);
    office = await open(app.base, app.env, "office", "office", undefined, { name: "王工作" });
});
after(async () => { await app.stop(); });
const made = (page) => page.waitForURL((url) => /\/\d+$/.test(url.pathname));

test("a record of any kind is made; what is wrong is told by its field, and nothing typed is lost", async () => {
    const page = await openAs(app, office, "/");
    await page.click("text=新增");
    await page.waitForSelector("#name");
    assert.deepEqual(await faults(page), []);
    await shot(page, "new");
    await page.fill("#name", "新来的专家");
    await page.fill("#region", "没有这个地方");
    await page.getByRole("button", { name: "保存" }).click();
    await page.waitForSelector(".wrong");
    assert.match(await page.textContent(".wrong"), /地区/);
    page.errors = []; // the browser logs the refusal itself
    await page.fill("#region", "滕州市");
    await page.fill("#keywords", "热误差\n甲;乙");
    await page.getByRole("button", { name: "保存" }).click();
    await made(page);
    assert.deepEqual((await visitor.get(`/api/v1${new URL(page.url()).pathname}`)).body.keywords, ["热误差", "甲;乙"]);
    for (const [plural, kind] of [["societies", "学会"], ["demands", "技术需求"], ["events", "活动"], ["achievements", "成果"]]) {
        await page.goto(`${app.base}/${plural}/new`);
        const title = ["societies"].includes(plural) ? "#name" : "#title";
        await page.fill(title, `新的${kind}`);
        await page.getByRole("button", { name: "保存" }).click();
        await made(page);
        assert.equal(await page.textContent("h1"), `新的${kind}`);
    }
    await page.waitForLoadState("networkidle");
    page.errors = []; // what is like a record, and what it fits, is asked for before it is indexed
    await page.goto(`${app.base}/organisations/new?lang=en`);
    await page.setViewportSize(sizes.narrow);
    await page.waitForSelector("#name");
    assert.deepEqual(await faults(page), []);
    await shot(page, "new-en");
    await page.close();
});

test("who clicks again while the new record's page is on its way makes no second record; who comes back can make another", async () => {
    const page = await openAs(app, office, "/events/new");
    let sent = 0;
    page.on("request", (request) => { sent += request.method() === "POST" && request.url().endsWith("/api/v1/events"); });
    await page.route(/\/events\/\d+$/, async (route) => {
        if (route.request().isNavigationRequest()) await new Promise((late) => { setTimeout(late, 1000); });
        await route.continue();
    });
    await page.fill("#title", "点了两次的活动");
    await page.evaluate(() => {
        const button = document.querySelector(".form button[type=submit]");
        for (const ms of [0, 300, 600]) setTimeout(() => button.click(), ms);
    });
    await made(page);
    assert.equal(sent, 1);
    await page.goBack();
    await page.waitForSelector("#title");
    assert.equal(await page.getByRole("button", { name: "保存" }).isEnabled(), true);
    await page.close();
});

test("two records that are one are found, compared and merged, and the old address leads on", async () => {
    const twins = [];
    for (const fields of [{ name: "双胞胎专家", department: "机械学院", birth_year: 1970, visibility: "public" }, { name: "双胞胎专家", department: "化工学院", position: "院长", summary: "同一个人的两份资料" }])
        twins.push(new URL((await office.post("/api/v1/experts", fields)).headers.get("location"), app.base).pathname.replace("/api/v1", ""));
    await sync(app);
    const [stays, goes] = twins, page = await openAs(app, office, goes);
    await page.click("text=合并重复");
    await page.getByRole("button", { name: /^与它比较：双胞胎专家/ }).waitFor();
    assert.equal((await office.ask("PATCH", `/api/v1${goes}`, { visibility: "office" }, { "if-match": (await office.get(`/api/v1${goes}`)).headers.get("etag") })).status, 200);
    await page.reload();
    await page.getByRole("button", { name: /^与它比较：双胞胎专家/ }).waitFor();
    assert.deepEqual(await faults(page), []);
    await shot(page, "merge-choose");
    await page.fill("#with", goes);
    await page.getByRole("button", { name: "与它比较", exact: true }).click();
    assert.match(await page.textContent("[role=alert]"), /另一份资料/);
    await page.getByRole("button", { name: /^与它比较：双胞胎专家/ }).click();
    await page.waitForSelector(".merge");
    const row = (field) => page.locator(".merge tr", { hasText: field });
    assert.match(await row("部门").locator(".new").textContent(), /机械学院/); // of the one that stays
    assert.match(await row("可见范围").locator(".new").textContent(), /仅办公室/); // is not public by being merged
    assert.match(await row("职务").locator(".new").textContent(), /院长/); // fills a gap
    assert.deepEqual(await faults(page), []);
    await shot(page, "merge");
    await page.setViewportSize(sizes.narrow);
    assert.deepEqual(await faults(page), []);
    await shot(page, "merge");
    page.on("dialog", (dialog) => dialog.accept());
    await page.getByRole("button", { name: /^把 expert:\d+ 并入/ }).click();
    await page.waitForURL((url) => url.pathname === stays);
    const { body } = await office.get(`/api/v1${stays}`);
    assert.deepEqual([body.department, body.position, body.birth_year, body.visibility.code], ["机械学院", "院长", 1970, "office"]);
    await page.goto(app.base + goes);
    assert.equal(new URL(page.url()).pathname, stays);
    await page.close();
});
