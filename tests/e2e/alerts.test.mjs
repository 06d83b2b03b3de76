// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody saves a search, sees the alert of what is new to it, and the feed has it too.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { open, password } from "../api/people.mjs";
import { faults, openAs, shot, sizes, start, until } from "./support.mjs";

let app, ann, number = 0;
function put(kind, row) {
    const path = join(app.data, `rows${number++}`);
    mkdirSync(path);
    writeFileSync(join(path, `${kind}.jsonl`), `${JSON.stringify(row)}\n`);
    execFileSync(app.indexer, ["import", path], { env: app.env, stdio: "ignore" });
    execFileSync(app.indexer, ["sync"], { env: app.env, stdio: "ignore" });
}

before(async () => {
    app = await start(["--alert-seconds", "1"]);
    ann = await open(app.base, app.env, "evaluator", "ann", undefined, { name: "安评审" });
    ann.prefix = "";
});
after(async () => { await app.stop(); });

async function rung(page) {
    for (let i = 0; i < 50 && (await page.locator(".bell .new").count()) === 0; i++) {
        await page.waitForTimeout(200);
        await page.reload();
        await page.waitForSelector(".bell");
        await page.waitForTimeout(100);
    }
    assert.equal(await page.textContent(".bell .new"), "1");
}

test("a search is saved, what is new to it is told in the bell and on the page, and looking at it makes it no news", async () => {
    const page = await openAs(app, ann, "/search?q=石榴&kind=achievement");
    await page.getByRole("button", { name: "有新结果时提醒我" }).click();
    await page.waitForSelector("text=已关注");
    assert.deepEqual(await faults(page), []);
    await shot(page, "follow");
    put("achievements", { ref: "NEW1", title: "石榴籽油的提取", summary: "石榴籽油。" });
    await rung(page);
    await page.click(".bell");
    await until(page, "/alerts");
    await page.waitForSelector("text=“石榴”有新结果：石榴籽油的提取");
    assert.deepEqual(await faults(page), []);
    await shot(page, "alerts");
    await page.getByRole("button", { name: /^标为已读：/ }).click();
    await page.waitForSelector("text=共1条，0条未读");
    await page.waitForFunction(() => !document.querySelector(".bell .new"));
    put("achievements", { ref: "NEW2", title: "石榴皮多酚的提取", summary: "石榴皮。" });
    await rung(page);
    const seen = page.waitForRequest((request) => request.method() === "PUT" && /\/alerts\/\d+\/seen$/.test(request.url()));
    await page.click("text=石榴皮多酚的提取");
    await page.waitForSelector(".record");
    await seen; // an alert that was followed
    for (let i = 0; i < 50 && (await ann.get("/api/v1/alerts?size=0")).body.unseen > 0; i++) await page.waitForTimeout(100);
    assert.equal((await ann.get("/api/v1/alerts?size=0")).body.unseen, 0);
    assert.deepEqual(page.errors, []);
    await page.close();
});

test("what is followed is renamed, paused and removed; the feed's address is told once", async () => {
    for (const [path, size] of [["/alerts", sizes.wide], ["/alerts?lang=en", sizes.narrow]]) {
        const page = await openAs(app, ann, path, size), english = path.includes("en");
        await page.waitForSelector("text=石榴籽油的提取");
        await page.fill("#own", password);
        await page.getByRole("button", { name: english ? "Make an address" : "生成订阅地址" }).or(page.getByRole("button", { name: "Make another address" })).click();
        const address = await page.textContent(".secret code");
        const feed = await fetch(address);
        assert.equal(feed.status, 200);
        assert.match(await feed.text(), /石榴籽油的提取/);
        assert.deepEqual(await faults(page), []);
        await shot(page, "delivery");
        await page.getByRole("button", { name: new RegExp(english ? "^Pause: " : "^暂停：") }).first().click();
        await page.waitForSelector(english ? ".paused:has-text('paused')" : "text=已暂停");
        await page.getByRole("button", { name: new RegExp(english ? "^Resume: " : "^恢复：") }).first().click();
        await page.waitForFunction(() => !document.querySelector(".paused")); // what is changed closes the form of its name
        await page.getByRole("button", { name: new RegExp(english ? "^Rename: " : "^改名：") }).first().click();
        await page.locator("input[name^=name]").fill(english ? "pomegranate" : "石榴成果");
        await page.locator(".rows form button").click();
        await page.waitForSelector(`.rows a:has-text("${english ? "pomegranate" : "石榴成果"}")`);
        assert.deepEqual(await faults(page), []);
        await page.close();
    }
    const page = await openAs(app, ann, "/alerts");
    await page.getByRole("button", { name: "删除：pomegranate" }).click();
    await page.waitForSelector("text=还没有关注任何内容。");
    await page.waitForSelector("text=还没有提醒。"); // its alerts went with it
    await page.close();
});

test("a need is followed from its match, and what was saved comes back as it was", async () => {
    const page = await openAs(app, ann, "/match");
    await page.fill("#need", "我公司生产数控铣床，主轴高速运转时温升大，希望找到热误差补偿方面的专家。");
    await page.click(".send button");
    await page.waitForSelector(".candidate");
    await page.getByLabel("本地优先").uncheck();
    await page.click("details.more summary");
    await page.check("[name=available]");
    await page.waitForFunction(() => /符合条件/.test(document.querySelector(".results").textContent) && !/本地加分/.test(document.querySelector(".results").textContent));
    await page.getByRole("button", { name: "有新人选时提醒我" }).click();
    await page.waitForSelector("text=已关注");
    await page.evaluate(() => sessionStorage.clear());
    await page.goto(`${app.base}/alerts`);
    const looked = page.waitForResponse(/\/saved\/\d+\/look$/);
    await page.locator(".rows a", { hasText: "我公司生产数控铣床" }).click();
    await until(page, "/match");
    await page.waitForSelector(".candidate");
    assert.equal((await looked).status(), 204); // who was shown is no news
    assert.match(await page.inputValue("#need"), /热误差补偿/);
    assert.equal(await page.isChecked("[name=available]"), true);
    assert.equal(await page.getByLabel("本地优先").isChecked(), false);
    await page.getByLabel("本地优先").check();
    await page.click("details.more summary");
    await page.uncheck("[name=available]");
    await page.waitForFunction(() => !/符合条件/.test(document.querySelector(".results").textContent) && /本地加分/.test(document.querySelector(".results").textContent));
    const again = page.waitForRequest((request) => request.url().endsWith("/api/v1/match"));
    await page.click(".send button"); // what was changed is asked, not what was saved
    const { near, filters } = (await again).postDataJSON();
    assert.deepEqual({ near, filters }, { near: undefined, filters: undefined });
    assert.deepEqual(await faults(page), []);
    await page.close();
});

test("an expert's page has the open demands that fit, and nothing where there are none", async () => {
    const { body } = await ann.get("/api/v1/search?kind=expert&size=100");
    let some, none;
    for (const { url } of body.hits) {
        const { demands } = (await ann.get(`/api/v1${url}/demands`)).body;
        if (demands.length > 0) some ??= { url, title: demands[0].title }; else none ??= url;
        if (some && none) break;
    }
    for (const size of [sizes.wide, sizes.narrow]) {
        const page = await app.open(some.url, size);
        await page.waitForSelector("h2:has-text('适合的需求')");
        await page.waitForSelector(`.similar a:has-text("${some.title}")`);
        assert.deepEqual(await faults(page), []);
        await shot(page, "fitting");
        await page.close();
    }
    const page = await app.open(none);
    await page.waitForTimeout(500);
    assert.equal(await page.locator("h2:has-text('适合的需求')").count(), 0);
    await page.close();
});
