// SPDX-License-Identifier: GPL-3.0-or-later
// From a pasted need to a finished introduction: the enterprise, the office and the expert, each on their pages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Person, open } from "../api/people.mjs";
import { faults, openAs, shot, sizes, sql, start } from "./support.mjs";

const need = "我公司生产数控铣床，主轴高速运转时温升大，加工的孔位早上和下午差十二微米，希望找到热误差补偿方面的专家。";
let app, enterprise, rival, office;
const made = {};
before(async () => {
    app = await start(["--rate-login", "1000", "--alert-seconds", "1"]);
    const visitor = new Person(app.base);
    const hits = (await visitor.get("/api/v1/search?kind=organisation&organisation_type=enterprise&size=5")).body.hits;
    enterprise = await open(app.base, app.env, "enterprise", "sun", hits[0].url.split("/").pop(), { name: "孙经理" });
    rival = await open(app.base, app.env, "enterprise", "qian", hits[1].url.split("/").pop(), { name: "钱经理" });
    office = await open(app.base, app.env, "office", "office", undefined, { name: "王工作" });
});
after(async () => { await app.stop(); });

const ready = (page) => page.waitForSelector(".candidate");
const dialog = (page) => page.locator("dialog[open]");
async function clean(page, name, size) {
    assert.deepEqual(await faults(page), []);
    assert.doesNotMatch(await page.textContent("main"), /\b(introductions?|demands?|row|close|asked|move|state|chase|ask|outcome|step|match|need|save)\.[a-z]/); // no text is missing
    if (name) await shot(page, name, size);
}
async function both(page, name) {
    await clean(page, name);
    await page.setViewportSize(sizes.narrow);
    await clean(page, name);
    await page.setViewportSize(sizes.wide);
}

test("a visitor is told what an account is for; an enterprise saves what it pasted, with the word it dropped", async () => {
    const page = await app.open("/match");
    await page.fill("#need", need);
    await page.click(".match form .button");
    await ready(page);
    assert.match(await page.textContent(".note"), /登录企业账号后/);
    await clean(page);
    await page.close();
    const own = await openAs(app, enterprise, "/match");
    await own.fill("#need", need);
    await own.click(".match form .button");
    await ready(own);
    const dropped = await own.locator(".word > span").first().textContent();
    await own.locator(".word").first().getByRole("button", { name: /去掉/ }).click();
    await own.waitForSelector(".word.drop");
    for (const i of [0, 1]) await own.locator(".candidate .pick").nth(i).click();
    assert.match(await own.textContent(".who"), /候选名单 2/);
    await own.evaluate(() => document.querySelector("#title").scrollIntoView({ block: "center" }));
    await both(own, "match-save");
    await own.fill("#title", "");
    await own.getByRole("button", { name: "保存需求" }).click(); // the browser asks for a title
    assert.equal(new URL(own.url()).pathname, "/match");
    await own.fill("#title", "数控铣床主轴热误差补偿");
    await own.getByRole("button", { name: "保存需求" }).click();
    await own.waitForURL(/\/match\/\d+/);
    made.path = new URL(own.url()).pathname;
    made.demand = made.path.split("/").pop();
    await ready(own);
    assert.match(await own.textContent("h1"), /主轴热误差补偿.*草稿/);
    assert.equal(await own.textContent(".word.drop > span"), dropped); // kept with the demand
    assert.match(await own.inputValue("#need"), /十二微米/);
    await both(own, "demand-draft");
    await own.reload();
    await ready(own);
    assert.equal(await own.textContent(".word.drop > span"), dropped);
    await own.close();
});

test("nobody else opens a draft", async () => {
    const page = await openAs(app, rival, made.path);
    page.errors = []; // the 404 of the page
    assert.match(await page.textContent("main"), /没有这个页面/);
    assert.deepEqual(await faults(page), []);
    await page.close();
});

test("an introduction is asked for from a match; the draft is published on the way, and the button says so", async () => {
    const page = await openAs(app, enterprise, made.path);
    await ready(page);
    const card = page.locator(".candidate", { has: page.locator(".pick.on") }).first(); // one of the shortlist
    made.expert = (await card.locator("h3 a").getAttribute("href")).split("/").pop();
    made.name = await card.locator("h3 a").textContent();
    await page.getByRole("button", { name: `申请对接：${made.name}` }).click();
    await dialog(page).waitFor();
    assert.match(await dialog(page).textContent(), /所有人都能看到/);
    assert.match(await page.inputValue("#message"), /数控铣床主轴热误差补偿/);
    await both(page, "introduce");
    await page.fill("#message", "  ");
    await page.getByRole("button", { name: "发布需求并申请" }).click();
    await page.fill("#message", "希望请您到现场看看主轴的温升。");
    await page.getByRole("button", { name: "发布需求并申请" }).click();
    await page.getByText("等待科协审核").waitFor();
    assert.match(await page.textContent("h1"), /征集中/);
    await page.locator(".picked").getByText("待审核").waitFor();
    assert.equal(await card.getByRole("button", { name: /申请对接/ }).count(), 0); // under way already
    assert.match(await card.textContent(), /对接进展.*待审核/);
    await both(page, "demand-open");
    await page.close();
});

test("from the shortlist one asks for another; the same twice is told", async () => {
    const page = await openAs(app, enterprise, "/shortlist");
    await page.waitForSelector(".picked .button");
    await clean(page, "shortlist-introduce");
    const names = await page.locator(".picked h2 a").allTextContents();
    await page.getByRole("button", { name: `申请对接：${made.name}` }).click();
    await page.getByRole("button", { name: "提交申请" }).click();
    await page.getByText("不用重复申请").waitFor();
    page.errors = []; // the browser logs the 409 itself
    await dialog(page).getByRole("button", { name: "取消" }).click();
    made.second = names.find((name) => name !== made.name);
    await page.getByRole("button", { name: `申请对接：${made.second}` }).click();
    await page.getByRole("button", { name: "提交申请" }).click();
    await page.getByText("等待科协审核").waitFor();
    await clean(page);
    await page.click("text=看进展");
    await page.waitForSelector(".history");
    await page.getByRole("button", { name: "撤回申请" }).click();
    await page.fill("#note", "先等第一位专家的答复");
    await page.getByRole("button", { name: "确认：撤回申请" }).click();
    await page.locator(".state", { hasText: "已撤回" }).waitFor();
    await clean(page, "introduction-withdrawn");
    await page.close();
});

test("the office sees what waits, approves it with a note, and says it has reached the expert", async () => {
    const page = await openAs(app, office, "/office/introductions");
    await page.waitForSelector(".picked");
    assert.match(await page.textContent(".picked"), new RegExp(`${made.name}.*待审核`, "s"));
    await both(page, "introductions-office");
    await page.locator(".picked .head a").first().click();
    await page.waitForSelector(".history");
    made.introduction = new URL(page.url()).pathname;
    assert.match(await page.textContent("main"), /到现场看看/);
    await page.getByRole("button", { name: "同意对接" }).click();
    await clean(page, "introduction-approve");
    await page.fill("#note", "请于本周内联系");
    await page.getByRole("button", { name: "确认：同意对接" }).click();
    await page.locator(".state", { hasText: "已同意，待联系" }).waitFor();
    await page.getByRole("button", { name: "已联系上对方" }).click();
    await page.getByRole("button", { name: "确认：已联系上对方" }).click();
    await page.locator(".state", { hasText: "已联系" }).waitFor();
    assert.match(await page.textContent(".history"), /请于本周内联系/);
    await both(page, "introduction-contacted");
    await page.close();
});

test("two of the office who move it at once: the second is told, and nothing is lost", async () => {
    const [one, other] = await Promise.all([openAs(app, office, made.introduction), openAs(app, enterprise, made.introduction)]);
    for (const page of [one, other]) {
        await page.waitForSelector(".history");
        await page.getByRole("button", { name: "开始对接" }).click();
    }
    await one.getByRole("button", { name: "确认：开始对接" }).click();
    await one.locator(".state", { hasText: "对接中" }).waitFor();
    await other.fill("#note", "已经通了电话");
    await other.getByRole("button", { name: "确认：开始对接" }).click();
    await other.getByText("刚被他人办理").waitFor();
    assert.equal(await other.inputValue("#note"), "已经通了电话");
    other.errors = []; // the browser logs the 412 itself
    await clean(other);
    await one.close();
    await other.close();
});

test("what has waited too long is on the chase list until somebody is asked", async () => {
    sql(app, `UPDATE introduction SET moved_at = moved_at - 10 * 86400 WHERE id = ${made.introduction.split("/").pop()}`);
    const page = await openAs(app, office, "/office/introductions?show=due");
    await page.waitForSelector(".picked");
    assert.match(await page.textContent(".picked"), /已 10 天没有进展，该催/);
    await both(page, "introductions-due");
    await page.locator(".picked .head a").first().click();
    await page.waitForSelector("#chase-note");
    await page.getByRole("button", { name: "保存记录" }).click(); // the browser asks for a note
    await page.fill("#chase-note", "企业说下周去现场");
    await page.getByRole("button", { name: "保存记录" }).click();
    await page.locator(".history", { hasText: "企业说下周去现场" }).waitFor();
    await clean(page, "introduction-chased");
    await page.goto(`${app.base}/office/introductions?show=due`);
    await page.waitForSelector(".empty");
    await clean(page);
    await page.close();
});

test("the enterprise says how it ended; that speaks for the expert from then on", async () => {
    const path = `/api/v1/demands/${made.demand}`, told = await enterprise.ask("PATCH", path, { disciplines: ["460"] }, { "if-match": (await enterprise.get(path)).headers.get("etag") });
    assert.equal(told.status, 200, told.text);
    const page = await openAs(app, enterprise, "/introductions");
    await page.waitForSelector(".picked");
    await both(page, "introductions-own");
    assert.doesNotMatch(await page.textContent("main"), /催/); // chasing is the office's
    await page.goto(app.base + made.introduction);
    await page.waitForSelector(".history");
    assert.doesNotMatch(await page.textContent(".history"), /下周去现场/);
    await page.getByRole("button", { name: "对接完成" }).click();
    await page.fill("#outcome", "装了温度传感器，误差降到三微米。");
    await page.getByLabel("非常满意").check();
    await both(page, "introduction-done");
    await page.getByRole("button", { name: "确认：对接完成" }).click();
    await page.locator(".state", { hasText: "已完成" }).waitFor();
    assert.match(await page.textContent(".facts"), /误差降到三微米.*非常满意/s);
    await page.getByText("修改评价").click();
    await page.getByLabel("满意（4分）", { exact: true }).check();
    await page.getByRole("button", { name: "提交评价" }).click();
    await page.locator(".facts", { hasText: "满意（4分）" }).waitFor();
    await clean(page);
    await page.goto(`${app.base}/experts/${made.expert}`);
    await page.waitForSelector(".record");
    assert.match(await page.textContent(".record"), /已完成对接 1 次/);
    await clean(page);
    while ((await enterprise.get("/api/v1/saved")).body.saved.length === 0) // the demand is followed by itself
        await new Promise((resolve) => setTimeout(resolve, 100));
    const looked = page.waitForResponse(/\/saved\/\d+\/look$/);
    await page.goto(app.base + made.path);
    await ready(page);
    assert.equal((await looked).status(), 204); // who was shown is no news
    assert.match(await page.locator(".candidate", { hasText: made.name }).textContent(), /完成过 1 次对接，最近在 \d{4} 年（机械工程）/);
    await clean(page, "candidate-met");
    await page.close();
});

test("the enterprise's demands say how each stands, and one is ended with a reason", async () => {
    const page = await openAs(app, enterprise, "/demands");
    await page.waitForSelector(".picked");
    assert.match(await page.textContent(".picked"), /数控铣床主轴热误差补偿.*征集中.*已完成 1/s);
    await both(page, "demands");
    await page.getByRole("button", { name: "结束需求：数控铣床主轴热误差补偿" }).click();
    await dialog(page).waitFor();
    await clean(page, "demand-close");
    await page.getByRole("button", { name: "确认结束" }).click(); // the browser asks for a reason
    await page.fill("#reason", "已找到合作专家");
    await page.getByRole("button", { name: "确认结束" }).click();
    await page.getByText("结束原因：已找到合作专家").waitFor();
    await clean(page);
    await page.goto(app.base + made.path);
    await ready(page);
    assert.match(await page.textContent("h1"), /已结束/);
    assert.doesNotMatch((await page.locator(".evidence").allTextContents()).join(), /数控铣床主轴热误差补偿/); // it is no evidence of itself
    assert.equal(await page.getByRole("button", { name: /恢复已排除/ }).count(), 0);
    assert.equal(await page.getByRole("button", { name: /申请对接/ }).count(), 0);
    await both(page, "demand-closed");
    await page.close();
});

test("an expert sees what concerns him, once the office approved it, and says that it is not for him", async () => {
    const demand = (await rival.post("/api/v1/demands", { title: "高盐废水零排放", body: "煤化工高盐废水蒸发器结垢严重" })).body;
    const moved = await rival.post(`/api/v1/demands/${demand.id.split(":")[1]}/status`, { status: "open" }, { "if-match": `"${demand.version}"` });
    assert.equal(moved.status, 200, moved.text);
    const asked = await rival.post(`/api/v1/demands/${demand.id.split(":")[1]}/introductions`, { candidate: `expert:${made.expert}`, message: "请您看看蒸发器" });
    assert.equal(asked.status, 201, asked.text);
    const expert = await open(app.base, app.env, "expert", "lijun", made.expert, { name: made.name });
    const page = await openAs(app, expert, "/introductions");
    await page.waitForSelector(".empty");
    await both(page, "introductions-expert-empty");
    assert.equal((await office.ask("PATCH", `/api/v1/introductions/${asked.body.id}`, { state: "approved" }, { "if-match": `"${asked.body.version}"` })).status, 200);
    await page.reload();
    await page.waitForSelector(".picked");
    await both(page, "introductions-expert");
    await page.locator(".picked .head a").first().click();
    await page.waitForSelector(".history");
    assert.match(await page.textContent("main"), /请您看看蒸发器/);
    await page.getByRole("button", { name: "不适合我" }).click();
    await page.fill("#note", "水处理不是我的方向，可以问问化工所。");
    await both(page, "introduction-expert");
    await page.getByRole("button", { name: "确认：不适合我" }).click();
    await page.locator(".state", { hasText: "不对口" }).waitFor();
    assert.doesNotMatch(await page.textContent("main"), /满意度/);
    await clean(page);
    await page.close();
});

test("whom a rule blocks is shown with the reason, and cannot be approved", async () => {
    const host = (await new Person(app.base).get(`/api/v1/search?q=${encodeURIComponent("枣东新材料有限公司")}&kind=organisation`)).body.hits[0].url;
    const { ties } = (await office.get(`/api/v1${host}`)).body, tied = ties.find((tie) => ["expert", "workstation"].includes(tie.kind)).items[0];
    const own = await open(app.base, app.env, "enterprise", "zhou", host.split("/").pop(), { name: "周经理" });
    const demand = (await own.post("/api/v1/demands", { title: "蒸发器结垢", body: "高盐废水蒸发器结垢" })).body, path = `/api/v1/demands/${demand.id.split(":")[1]}`;
    assert.equal((await own.post(`${path}/status`, { status: "open" }, { "if-match": `"${demand.version}"` })).status, 200);
    const asked = await own.post(`${path}/introductions`, { candidate: tied.id, message: "想请本单位的人帮忙" });
    assert.equal(asked.status, 201, asked.text);
    const page = await openAs(app, office, `/introductions/${asked.body.id}`);
    await page.waitForSelector(".against");
    assert.match(await page.textContent(".against"), /须回避/);
    await page.getByRole("button", { name: "同意对接" }).click();
    await page.getByRole("button", { name: "确认：同意对接" }).click();
    await page.waitForSelector("[role=alert]");
    assert.match(await page.textContent("[role=alert]"), /^办理：须回避（.+），不能同意/);
    page.errors = []; // the browser logs the 422 itself
    await both(page, "introduction-blocked");
    await page.getByRole("button", { name: "不予对接" }).click();
    await page.getByRole("button", { name: "确认：不予对接" }).click();
    await page.locator(".state", { hasText: "婉拒" }).waitFor();
    await clean(page);
    await page.close();
});

test("in English the pages speak English; a stranger's introduction is not there", async () => {
    for (const [person, path] of [[office, "/office/introductions?lang=en&show=all"], [office, `${made.introduction}?lang=en`], [enterprise, "/demands?lang=en"], [enterprise, "/introductions?lang=en"]]) {
        const page = await openAs(app, person, path, sizes.narrow);
        await page.waitForSelector(".state");
        await clean(page);
        await page.close();
    }
    const page = await openAs(app, rival, made.introduction);
    await page.waitForSelector("[role=alert]");
    page.errors = []; // the browser logs the 404 itself
    await clean(page);
    await page.close();
});
