// SPDX-License-Identifier: GPL-3.0-or-later
// An enterprise pastes a need on the page and gets people with reasons.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, password } from "../api/people.mjs";
import { faults, openAs, start } from "./support.mjs";

const need = "我公司生产数控铣床，主轴高速运转时温升大，加工的孔位早上和下午差十二微米，希望找到热误差补偿方面的专家。";
let app;
before(async () => { app = await start(); });
after(async () => { await app.stop(); });

async function paste(page, text) {
    await page.fill("#need", text);
    await page.click(".send button");
}

test("the page to paste a need has no faults, wide and narrow, in both languages", async () => {
    for (const [path, size] of [["/match"], ["/match?lang=en"], ["/match", { width: 390, height: 844 }]]) {
        const page = await app.open(path, size);
        await page.waitForSelector("#need");
        assert.deepEqual(await faults(page), []);
        await page.close();
    }
});

test("home leads there; a pasted need gets people with evidence; words are dropped and insisted on", async () => {
    const page = await app.open("/");
    await page.click("text=贴上需求");
    await page.waitForSelector("#need");
    await paste(page, need);
    await page.waitForSelector(".candidate");
    assert.ok((await page.locator(".candidate .evidence a").count()) > 3);
    assert.ok((await page.locator(".candidate mark").count()) > 3);
    assert.match(await page.textContent(".candidate .strength"), /强匹配|中匹配/);
    assert.deepEqual(await faults(page), []);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/match-1366.png`, fullPage: false });
    const first = page.locator(".word").first(), text = await first.locator("span").first().textContent();
    await first.getByRole("button", { name: /必须有/ }).click();
    await page.waitForSelector(".word.must");
    for (const words of await page.locator(".cover.covered").allTextContents()) assert.match(words, new RegExp(text));
    await page.locator(".word.must").getByRole("button", { name: /去掉/ }).click();
    await page.waitForSelector(".word.drop");
    assert.equal(await page.locator(".word.must").count(), 0);
    assert.deepEqual(await faults(page), []);
    await page.locator(".candidate .evidence a").first().click();
    await page.waitForSelector(".record");
    await page.close();
});

test("a candidate is put aside and brought back; local people first can be switched off", async () => {
    const page = await app.open("/match", { width: 390, height: 844 });
    await paste(page, need);
    await page.waitForSelector(".candidate");
    assert.deepEqual(await faults(page), []);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/match-390.png`, fullPage: false });
    const name = await page.textContent(".candidate h3 a");
    await page.click(".candidate button.link");
    await page.waitForFunction((n) => document.querySelector(".candidate h3 a").textContent !== n, name);
    await page.getByRole("button", { name: /恢复已排除/ }).click();
    await page.waitForFunction((n) => document.querySelector(".candidate h3 a").textContent === n, name);
    assert.match(await page.textContent(".results"), /本地加分/);
    await page.getByLabel("本地优先").uncheck();
    await page.waitForFunction(() => !document.querySelector(".results").textContent.includes("本地加分"));
    await page.close();
});

test("filters beside the need leave people out and are told; the office sees what nobody met", async () => {
    for (const size of [{ width: 1366, height: 768 }, { width: 390, height: 844 }]) {
        const page = await app.open("/match", size);
        await paste(page, "做数控铣床，主轴热变形误差补偿，煤化工高盐废水蒸发结晶，工艺安全反应热评估。");
        await page.waitForSelector(".candidate");
        assert.match(await page.textContent(".results"), /轮换排列，次序号 \d{8}-\d{3}/);
        await page.click("details.more summary");
        await page.selectOption("[name=for_size]", "large");
        await page.waitForFunction(() => /位专家不对接需求单位这样规模的企业/.test(document.querySelector(".results").textContent));
        await page.check("[name=available]");
        await page.waitForFunction(() => /符合条件/.test(document.querySelector(".results").textContent));
        assert.deepEqual(await faults(page), []);
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/matchfilters-${size.width}.png` });
        await page.close();
    }
    const office = await open(app.base, app.env, "office", "kexie");
    const made = await office.post("/api/v1/demands", { title: "周年庆典推广", body: "热烈祝贺本公司成立二十周年！我们秉承诚信为本、客户至上的理念，产品远销海内外，全场八折优惠。", region: "370481", disciplines: ["580"] });
    const path = made.headers.get("location");
    const opened = await office.ask("POST", `${path}/status`, { status: "open" }, { "if-match": (await office.get(path)).headers.get("etag") });
    assert.equal(opened.status, 200, opened.text);
    for (const size of [{ width: 1366, height: 768 }, { width: 390, height: 844 }]) {
        const page = await openAs(app, office, "/office/gaps", size);
        await page.waitForSelector("table");
        assert.match(await page.textContent("table"), /滕州市.*周年庆典推广/s);
        assert.deepEqual(await faults(page), []);
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/gaps-${size.width}.png` });
        await page.context().close();
    }
});

test("what is no need is told what to do; a weak list says so; nothing typed is lost", async () => {
    const page = await app.open("/match");
    await paste(page, "焊接");
    await page.waitForSelector("#need + [role=alert]");
    assert.match(await page.textContent("[role=alert]"), /一两句话/);
    page.errors = []; // the browser logs the 400 itself
    assert.deepEqual(await faults(page), []);
    await paste(page, "热烈祝贺本公司成立二十周年！我们秉承诚信为本、客户至上的理念，产品远销海内外，全场八折优惠。");
    await page.waitForSelector(".note.weak");
    assert.equal(await page.locator("[role=alert]").count(), 0);
    assert.deepEqual(await faults(page), []);
    await paste(page, "Требуется специалист по сварке титановых сплавов");
    await page.waitForFunction(() => document.querySelector(".note")?.textContent.includes("没有目录认得的词"));
    await page.close();
});

test("an empty search leads to the page with its words", async () => {
    const page = await app.open("/search?q=无此词语甲乙丙");
    await page.click(".empty a");
    await page.waitForSelector("#need");
    assert.equal(await page.inputValue("#need"), "无此词语甲乙丙");
    assert.doesNotMatch(page.url(), /q=/);
    await page.close();
});

test("an enterprise is told how many are left out, and why it should be careful with others", async () => {
    const search = await fetch(`${app.base}/api/v1/search?q=${encodeURIComponent("枣东新材料有限公司")}&kind=organisation`);
    const own = (await search.json()).hits[0].id.split(":")[1];
    const enterprise = await open(app.base, app.env, "enterprise", "zaodong", own);
    const { body } = await enterprise.post("/api/v1/tokens", { name: "story", days: 1, password });
    for (const size of [{ width: 1366, height: 768 }, { width: 390, height: 844 }]) {
        const page = await app.open("about:blank", size);
        await page.setExtraHTTPHeaders({ authorization: `Bearer ${body.token}` });
        await page.goto(`${app.base}/match`);
        await page.waitForSelector("#need");
        await paste(page, "我们每天排煤化工高盐废水一百八十吨，进机械蒸汽再压缩蒸发器，硅和氟偏高，换热管二十天就要酸洗一次，想找懂水系统的人分质处理。");
        await page.waitForSelector(".candidate");
        assert.match(await page.textContent(".results"), /按回避规则略去 \d+ 个/); // its own people and workstations
        const warned = page.locator(".candidate", { has: page.locator(".avoidance") }).first();
        assert.match(await warned.locator(".warning").textContent(), /回避关系/);
        assert.match(await warned.locator(".avoidance").textContent(), /建站单位与进站专家.*工作站/s);
        assert.deepEqual(await faults(page), []);
        if (process.env.SHOTS) await warned.screenshot({ path: `${process.env.SHOTS}/avoidance-${size.width}.png` });
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/avoidance-page-${size.width}.png`, fullPage: true });
        await page.close();
    }
});
