// SPDX-License-Identifier: GPL-3.0-or-later
// What people do on the page, in a browser, against the real server with the sample.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { faults, start } from "./support.mjs";

let app;
before(async () => { app = await start(); });
after(async () => { await app.stop(); });

const total = async (page) => Number((await page.textContent(".total")).replace(/[^\d]*([\d,]+).*/s, "$1").replace(/,/g, ""));
const settled = (page, url) => page.waitForFunction((part) => location.search.includes(part) && !document.querySelector(".slow"), url);

test("the first screen has no faults, wide and narrow, in both languages", async () => {
    for (const [path, size] of [["/"], ["/?lang=en"], ["/", { width: 390, height: 844 }]]) {
        const page = await app.open(path, size);
        assert.deepEqual(await faults(page), []);
        assert.ok((await page.locator(".job").count()) === 3);
        await page.close();
    }
});

test("a search finds several kinds, and a facet narrows it; back widens it again", async () => {
    const page = await app.open("/");
    await page.fill("input[name=q]", "煤化工");
    await page.click(".hero button[type=submit]");
    await page.waitForSelector(".card");
    const all = await total(page);
    assert.ok(all >= 5);
    assert.ok((await page.locator(".tabs a").count()) >= 4);
    assert.ok((await page.locator(".card mark").count()) > 0);
    await page.locator(".facet", { hasText: "十强产业" }).getByLabel(/高端化工/).check();
    await settled(page, "key_industry=chemicals");
    await page.waitForSelector(".chips"); // at once; the number follows with the answer
    await page.waitForFunction((n) => Number(document.querySelector(".total").textContent.match(/\d+/)[0]) < n, all);
    assert.deepEqual(await faults(page), []);
    await page.goBack();
    await page.waitForFunction(() => !document.querySelector(".chips"));
    await page.waitForFunction((n) => document.querySelector(".total").textContent.includes(` ${n} `), all);
    await page.close();
});

test("a facet shows six values or branches until one asks for more, what is chosen always", async () => {
    const page = await app.open("/search");
    const region = page.locator(".facet", { hasText: "地区" });
    await region.getByRole("button", { name: "展开更多" }).waitFor();
    const shown = await region.locator("li.depth-0").count();
    assert.equal(shown === 1 ? await region.locator("li.depth-1").count() : shown, 6);
    await region.getByRole("button", { name: "展开更多" }).click();
    await region.getByRole("button", { name: "收起" }).waitFor();
    const last = region.locator("li").last(), name = await last.locator("label span").first().textContent();
    await last.locator("input").check();
    await region.getByRole("button", { name: "收起" }).click();
    assert.ok((await region.locator("li").count()) <= 8);
    assert.equal(await region.getByLabel(name).isChecked(), true);
    await page.close();
});

test("values of one facet add up; their counts do not depend on each other", async () => {
    const page = await app.open("/search?kind=proposal");
    const status = page.locator(".facet", { hasText: "办理状态" });
    const counted = async (name) => Number(await status.locator("li", { hasText: name }).locator(".count").textContent());
    const adopted = await counted("已采纳"), published = await counted("已刊发");
    await status.getByLabel(/已采纳/).check();
    await settled(page, "proposal_status=adopted");
    await page.waitForFunction((n) => document.querySelector(".total").textContent.includes(` ${n} `), adopted);
    assert.equal(await counted("已刊发"), published);
    await status.getByLabel(/已刊发/).check();
    await page.waitForFunction((n) => document.querySelector(".total").textContent.includes(` ${n} `), adopted + published);
    await page.close();
});

test("a misspelt search asks what was meant, and a click finds it; the filters stay", async () => {
    const page = await app.open("/search?q=煤化公&kind=expert");
    const link = page.locator(".corrected a");
    assert.equal(await link.textContent(), "煤化工");
    assert.deepEqual(await faults(page), []);
    await link.click();
    await page.waitForFunction(() => !document.querySelector(".corrected"));
    const address = new URL(page.url()).searchParams;
    assert.deepEqual([address.get("q"), address.get("kind")], ["煤化工", "expert"]);
    assert.ok(await total(page) > 0);
    await page.close();
});

test("suggestions are chosen with the keyboard, and nothing fires while an input method composes", async () => {
    const page = await app.open("/search");
    let asked = 0;
    page.on("request", (request) => { asked += request.url().includes("/suggest"); });
    await page.keyboard.press("/");
    const input = page.locator("input[name=q]");
    const keyboard = await page.context().newCDPSession(page);
    for (const typed of ["d", "da", "dan"]) await keyboard.send("Input.imeSetComposition", { text: typed, selectionStart: typed.length, selectionEnd: typed.length });
    await page.waitForTimeout(400);
    assert.equal(await input.inputValue(), "dan");
    assert.equal(asked, 0);
    await keyboard.send("Input.insertText", { text: "单" }); // the input method hands over what was chosen
    await page.waitForSelector("[role=option]");
    assert.equal(await input.inputValue(), "单");
    assert.deepEqual(await faults(page), []);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("[role=option]").count(), 0);
    await input.fill("单立");
    await page.waitForSelector("[role=option]");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/experts\/\d+/);
    assert.match(await page.textContent("h1"), /单立群/);
    await page.close();
});

test("what is typed while a slow device still starts the page is kept", async () => {
    const page = await app.open("about:blank");
    await page.addInitScript(() => { // what waits for the next frame comes late
        const later = window.setTimeout.bind(window);
        window.setTimeout = (work, ms = 0) => later(work, ms + 300);
        window.requestAnimationFrame = (work) => later(() => work(performance.now()), 300);
    });
    for (const [path, box] of [["/", "input[name=q]"], ["/search?q=机床", "input[name=q]"], ["/match", "#need"]]) {
        await page.goto(app.base + path);
        await page.fill(box, "煤化工");
        await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 600)));
        assert.equal(await page.inputValue(box), "煤化工", path);
    }
    await page.goto(`${app.base}/search`);
    await page.waitForSelector("main");
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.name), "q");
    await page.close();
});

test("the first load is small, nothing moves, and four cards are whole", async () => {
    for (const path of ["/", "/search?q=材料", "/experts/1"]) {
        const page = await app.open("about:blank");
        let bytes = 0;
        const network = await page.context().newCDPSession(page);
        await network.send("Network.enable");
        network.on("Network.loadingFinished", (event) => { bytes += event.encodedDataLength; });
        await page.goto(app.base + path, { waitUntil: "networkidle" });
        assert.ok(bytes > 10000 && bytes <= 60 * 1024, `${path}: ${bytes} bytes`);
        const moved = await page.evaluate(() => new Promise((resolve) => {
            let sum = 0;
            new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; }).observe({ type: "layout-shift", buffered: true });
            setTimeout(() => resolve(sum), 100);
        }));
        assert.ok(moved <= 0.02, `${path}: ${moved}`);
        if (path.startsWith("/search")) assert.ok(await page.evaluate(() => [...document.querySelectorAll(".card")].filter((card) => card.getBoundingClientRect().bottom <= innerHeight).length) >= 4);
        await page.close();
    }
});

test("in English the page speaks English, tags and all", async () => {
    const page = await app.open("/search?kind=workstation&lang=en");
    assert.match(await page.textContent("h1"), /^Workstations/);
    for (const text of [...await page.locator(".tags li").allTextContents(), ...await page.locator(".card .kind").allTextContents()])
        assert.match(text, /^[\x20-\x7e]+$/);
    assert.equal(await page.locator(".card .kind").first().textContent(), "Workstation");
    assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll(".count")].filter((count) => count.getClientRects().length > 1)), []);
    await page.close();
});

test("an empty result names the filter to drop", async () => {
    for (const size of [{ width: 1366, height: 768 }, { width: 390, height: 844 }]) {
        const page = await app.open("/search?q=煤化工&year=1999&kind=expert", size);
        const link = page.locator(".empty li a").first();
        assert.match(await link.textContent(), /^去掉“年份＝1999”有 \d+ 条$/);
        assert.deepEqual(await faults(page), []);
        const n = Number((await link.textContent()).match(/有 (\d+)/)[1]);
        await link.click();
        await page.waitForSelector(".card");
        const address = new URL(page.url()).searchParams;
        assert.deepEqual([address.get("q"), address.get("kind"), address.get("year")], ["煤化工", "expert", null]);
        assert.equal(await total(page), n);
        await page.close();
    }
});

test("a hit says where it matched when its title and text do not show it", async () => {
    for (const size of [{ width: 1366, height: 768 }, { width: 390, height: 844 }]) {
        const page = await app.open("/search?q=食品科学技术&kind=achievement", size);
        assert.match(await page.locator(".card .about", { hasText: "学科" }).first().innerText(), /学科：食品科学技术/);
        assert.ok(await page.locator(".card .about mark", { hasText: "食品科学技术" }).count() > 0);
        assert.deepEqual(await faults(page), []);
        await page.close();
    }
});

test("records of every kind have a page without faults", async () => {
    for (const kind of ["expert", "workstation", "society", "organisation", "proposal", "achievement", "demand", "event"]) {
        const answer = await (await fetch(`${app.base}/api/v1/search?kind=${kind}&origin=sample&size=1`)).json();
        const page = await app.open(answer.hits[0].url);
        assert.equal((await page.textContent("h1")).startsWith(answer.hits[0].title), true);
        assert.deepEqual(await faults(page), []);
        await page.close();
    }
});

test("a record names others like it, and a click leads there", async () => {
    const { hits } = await (await fetch(`${app.base}/api/v1/search?kind=achievement&origin=sample&q=石榴皮&size=20`)).json();
    for (const [size, lang] of [[{ width: 1366, height: 768 }, ""], [{ width: 390, height: 844 }, "?lang=en"]]) {
        const page = await app.open(hits[0].url + lang, size);
        const link = page.locator(".similar a").first();
        await link.waitFor();
        assert.equal(await page.textContent(".similar h2"), lang ? "Similar records" : "相近记录");
        assert.ok(await page.locator(".similar li").count() <= 6);
        assert.deepEqual(await faults(page), []);
        const title = await link.textContent();
        await link.click();
        await page.waitForFunction((text) => document.querySelector("h1")?.textContent.startsWith(text), title);
        await page.close();
    }
});

test("a wrong address says so and leads home", async () => {
    for (const path of ["/experts/99999999", "/search?nonsense=1", "/search?page=900"]) {
        const page = await app.open(path);
        assert.equal(await page.locator("[role=alert]").count(), 1);
        page.errors = []; // the browser logs the 4xx itself
        assert.deepEqual(await faults(page), []);
        await page.close();
    }
});

test("when the server is gone, what was typed stays and trying again works", async () => {
    const page = await app.open("/search?q=机床");
    await page.route("**/api/v1/search*", (route) => route.abort());
    await page.fill("input[name=q]", "石榴");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".problem");
    assert.equal(await page.inputValue("input[name=q]"), "石榴");
    await page.unroute("**/api/v1/search*");
    await page.click(".problem button");
    await page.waitForFunction(() => !document.querySelector(".problem"));
    assert.match(await page.textContent("h1"), /石榴/);
    await page.close();
});

test("on a phone the filters are a dialog", async () => {
    const page = await app.open("/search?q=材料", { width: 390, height: 844 });
    assert.deepEqual(await faults(page), []);
    await page.click(".filters");
    await page.waitForSelector("dialog[open]");
    assert.deepEqual(await faults(page), []);
    await page.locator("dialog .value label").first().click();
    await page.waitForFunction(() => location.search.split("&").length > 1);
    await page.click("dialog .close");
    assert.equal(await page.locator("dialog[open]").count(), 0);
    await page.close();
});

test("the policy that protects the page is there", async () => {
    const response = await fetch(`${app.base}/search?q=${encodeURIComponent("<script>alert(1)</script>")}`);
    assert.match(response.headers.get("content-security-policy"), /default-src 'none'; script-src 'self'/);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.doesNotMatch(await response.text(), /<script>alert/);
});
