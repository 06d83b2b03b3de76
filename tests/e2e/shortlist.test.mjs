// SPDX-License-Identifier: GPL-3.0-or-later
// Candidates are gathered from results, records and matches, kept, sent on, downloaded and put back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Person, open, password } from "../api/people.mjs";
import { faults, openAs, shot, signIn, sizes, start, until } from "./support.mjs";

let app, enterprise, first;
before(async () => {
    app = await start(["--rate-login", "1000", "--rate-export", "0"]);
    const visitor = new Person(app.base);
    first = (await visitor.get("/api/v1/search?kind=expert&size=2")).body.hits;
    const own = (await visitor.get(`/api/v1/search?q=${encodeURIComponent("枣东新材料有限公司")}&kind=organisation`)).body.hits[0].id.split(":")[1];
    enterprise = await open(app.base, app.env, "enterprise", "zaodong", own, { name: "孙经理" });
});
after(async () => { await app.stop(); });

const count = (page) => page.textContent(".who a[href^='/shortlist']");
const cards = (page, n) => page.waitForFunction((wanted) => document.querySelectorAll(".picked > li").length === wanted, n);

test("an empty list says how to fill it", async () => {
    for (const size of [sizes.wide, sizes.narrow]) {
        const page = await app.open("/shortlist", size);
        assert.match(await page.textContent(".empty"), /加入候选/);
        assert.deepEqual(await faults(page), []);
        await shot(page, "shortlist-empty");
        await page.close();
    }
});

test("a visitor gathers candidates, takes them off and puts them back; the account gets them when signing in", async () => {
    const page = await app.open("/search?kind=expert");
    await page.waitForSelector(".pick");
    await page.locator(".pick").nth(0).click();
    await page.locator(".pick").nth(1).click();
    assert.match(await count(page), /候选名单 2/);
    assert.match(await page.locator(".pick").nth(0).textContent(), /已加入/);
    assert.deepEqual(await faults(page), []);
    await shot(page, "search-picks");
    await page.goto(app.base + first[0].url);
    await page.waitForSelector(".pick.on"); // the record's page knows
    assert.deepEqual(await faults(page), []);
    await page.click(".who a[href^='/shortlist']");
    await page.waitForSelector(".picked");
    await cards(page, 2);
    assert.deepEqual(await page.locator(".picked h2 a").allTextContents(), first.map((hit) => hit.title));
    assert.match(await page.textContent("main"), /只存在这台设备/);
    assert.deepEqual(await faults(page), []);
    await shot(page, "shortlist");
    await page.locator(".picked .pick").nth(0).click();
    await cards(page, 1);
    await page.getByRole("button", { name: "撤销", exact: true }).click();
    await cards(page, 2);
    assert.deepEqual((await enterprise.get("/api/v1/shortlist")).body.ids, []);
    await page.getByRole("link", { name: "登录" }).first().click();
    await page.waitForSelector("#login");
    await signIn(page, "zaodong", password);
    await until(page, "/shortlist");
    await cards(page, 2);
    assert.doesNotMatch(await page.textContent("main"), /只存在这台设备/);
    for (let i = 0; i < 40 && (await enterprise.get("/api/v1/shortlist")).body.ids.length < 2; i++) await page.waitForTimeout(50);
    assert.equal((await enterprise.get("/api/v1/shortlist")).body.ids.length, 2);
    await page.click(".who button"); // signing out leaves nothing behind
    await page.waitForSelector(".hero");
    assert.doesNotMatch(await count(page), /\d/);
    await page.close();
});

test("on another device the account has them; what is taken off there is off everywhere", async () => {
    const page = await openAs(app, enterprise, "/shortlist", sizes.narrow);
    await cards(page, 2);
    assert.deepEqual(await faults(page), []);
    await shot(page, "shortlist-own");
    await page.getByRole("button", { name: "清空名单" }).click();
    await page.waitForSelector(".empty");
    await page.getByRole("button", { name: "撤销", exact: true }).click();
    await cards(page, 2);
    await page.locator(".picked .pick").nth(1).click();
    await cards(page, 1);
    for (let i = 0; i < 40 && (await enterprise.get("/api/v1/shortlist")).body.ids.length !== 1; i++) await page.waitForTimeout(50);
    const other = await openAs(app, enterprise, "/shortlist");
    await cards(other, 1);
    await page.close();
    await other.close();
});

test("a list is sent on by its address, taken over and downloaded", async () => {
    const page = await app.open(`/shortlist?ids=${first.map((hit) => hit.id).join()},expert:99999999,nonsense`);
    await cards(page, 3);
    assert.match(await page.textContent("main"), /收到的名单.*已删除或不再公开/s);
    assert.deepEqual(await faults(page), []);
    await shot(page, "shortlist-sent");
    await page.getByRole("button", { name: "全部加入我的候选名单" }).click();
    assert.match(await count(page), /3/);
    for (const [name, type] of [["下载 Excel", "candidates.xlsx"], ["下载 CSV", "candidates.csv"]]) {
        const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
        assert.equal(download.suggestedFilename(), type);
    }
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "复制分享链接" }).click();
    await page.getByText(/链接已复制/).waitFor();
    await page.click("text=看我的候选名单");
    await cards(page, 3);
    await page.getByRole("button", { name: "移出名单", exact: true }).click();
    await cards(page, 2);
    await page.close();
});

test("somebody else who signs in on this browser does not get the list of who was here before", async () => {
    const other = await open(app.base, app.env, "auditor", "auditor", undefined, { name: "李审计" });
    const page = await openAs(app, enterprise, "/shortlist");
    await cards(page, 1);
    await page.context().clearCookies();
    await page.context().addCookies([{ name: "zhiku", value: other.cookie, url: app.base, httpOnly: true, sameSite: "Strict" }]);
    await page.goto(`${app.base}/shortlist`);
    await page.waitForSelector(".empty");
    assert.deepEqual((await other.get("/api/v1/shortlist")).body.ids, []);
    await page.close();
});
