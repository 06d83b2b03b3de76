// SPDX-License-Identifier: GPL-3.0-or-later
// The office decides what waits for it, the administrator keeps the accounts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Person, agreement, code, open, password } from "../api/people.mjs";
import { faults, holds, openAs, shot, signIn, sizes, start, until } from "./support.mjs";

let app, office, admin, expert;
const id = {};
before(async () => {
    app = await start(["--rate-login", "1000"]);
    const visitor = new Person(app.base);
    for (const kind of ["expert", "organisation"]) id[kind] = (await visitor.get(`/api/v1/search?kind=${kind}&size=1`)).body.hits[0].url.split("/").pop();
    office = await open(app.base, app.env, "office", "office", undefined, { name: "王工作" });
    admin = await open(app.base, app.env, "administrator", "admin", undefined, { name: "陈管理" });
    expert = await open(app.base, app.env, "expert", "expert", id.expert, { name: "某专家" });
    assert.equal((await expert.post(`/api/v1/experts/${id.expert}/consents`, await agreement(expert, `/api/v1/experts/${id.expert}`))).status, 204);
});
after(async () => { await app.stop(); });

async function change(fields) {
    const path = `/api/v1/experts/${id.expert}`;
    const match = (await expert.get(path)).headers.get("etag");
    assert.equal((await expert.ask("PATCH", path, fields, { "if-match": match })).status, 202);
}

test("the office sees what an expert changed, and approves one change but not another", async () => {
    await change({ department: "新的部门" });
    const page = await openAs(app, office, "/office/approvals");
    await page.waitForSelector(".diff");
    assert.match(await page.textContent(".diff .new"), /新的部门/);
    assert.deepEqual(await faults(page), []);
    await shot(page, "approvals");
    await page.getByRole("button", { name: /^批准：/ }).click();
    await page.waitForFunction(() => !document.querySelector(".diff"));
    assert.match(await page.textContent("[role=status]"), /已处理/);
    const path = `/api/v1/experts/${id.expert}`;
    assert.equal((await office.get(path)).body.department, "新的部门");
    await change({ department: "不该有的部门" });
    await page.reload();
    await page.waitForSelector(".diff");
    await page.getByLabel("理由或说明").fill("请补充证明");
    await page.getByRole("button", { name: /^不批准：/ }).click();
    await page.waitForFunction(() => !document.querySelector(".diff"));
    assert.equal((await office.get(path)).body.department, "新的部门");
    await page.close();
});

test("registrations are decided, on a narrow screen too", async () => {
    const visitor = new Person(app.base);
    const asked = { login: "factory", name: "孙经理", password, credit_code: "91350100M000100Y43", organisation: "某机床有限公司" };
    assert.equal((await visitor.post("/api/v1/registrations", asked)).status, 202);
    const page = await openAs(app, office, "/office/approvals", sizes.narrow);
    await page.waitForSelector(".card");
    assert.deepEqual(await faults(page), []);
    await shot(page, "approvals");
    await page.getByRole("button", { name: "批准：某机床有限公司", exact: true }).click();
    await page.waitForFunction(() => !document.querySelector(".card"));
    assert.equal((await visitor.post("/api/v1/session", { login: "factory", password })).status, 200);
    assert.equal((await new Person(app.base).post("/api/v1/registrations", { ...asked, name: "周经理" })).status, 202); // it is taken now
    await page.reload();
    await page.waitForSelector(".card");
    assert.match(await page.textContent(".card"), /账号名“factory”已有人使用/);
    assert.deepEqual(await faults(page), []);
    await page.getByRole("button", { name: "批准：某机床有限公司", exact: true }).click();
    await page.waitForSelector("[role=alert]");
    assert.match(await page.textContent("[role=alert]"), /账号名.*已被使用/);
    page.errors = []; // the browser logs the 400
    await page.getByLabel("账号名").fill("factory-2");
    await page.getByRole("button", { name: "批准：某机床有限公司", exact: true }).click();
    await page.waitForFunction(() => !document.querySelector(".card"));
    assert.equal((await new Person(app.base).post("/api/v1/session", { login: "factory-2", password })).status, 200);
    await page.close();
});

test("the administrator invites, disables and invites again; nobody else gets there", async () => {
    const page = await openAs(app, admin, "/office/accounts");
    await page.waitForSelector(".rows li");
    assert.deepEqual(await faults(page), []);
    await page.fill("#name", "周评审");
    await page.fill("#login", "zhou");
    await page.selectOption("#role", "evaluator");
    await page.fill("#own", "wrong-sentence");
    await page.getByRole("button", { name: "生成开通码" }).click();
    await page.waitForSelector("[role=alert]");
    assert.match(await page.textContent("[role=alert]"), /密码不对/);
    page.errors = []; // the browser logs the 401
    await page.fill("#own", password);
    await page.getByRole("button", { name: "生成开通码" }).click();
    await page.waitForSelector(".secret");
    const link = await page.textContent(".secret");
    await holds(async () => assert.match(await page.textContent(".rows"), /周评审/)); // the list comes behind the secret
    assert.deepEqual(await faults(page), []);
    await shot(page, "accounts");
    const guest = await app.open(link.replace(app.base, ""));
    await guest.click(".form button");
    await guest.waitForSelector("#new_password");
    for (const name of ["new_password", "again"]) await guest.fill(`#${name}`, password);
    await guest.click(".form button");
    await guest.waitForSelector(".who button");
    await page.reload();
    await page.getByRole("button", { name: "停用：周评审" }).click();
    await page.getByRole("button", { name: "启用：周评审" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "重新开通：周评审" }).count(), 0);
    await guest.goto(`${app.base}/account`);
    await guest.waitForSelector("#login");
    await page.getByRole("button", { name: "启用：周评审" }).click();
    await page.getByRole("button", { name: "重新开通：周评审" }).click();
    await page.waitForSelector("dialog[open]");
    assert.deepEqual(await faults(page), []);
    await shot(page, "accounts-renew");
    await page.fill("#renewown", password);
    await page.locator("dialog .button").click();
    await page.waitForSelector(".secret");
    assert.equal(await page.locator("dialog").count(), 0);
    assert.notEqual(await page.textContent(".secret"), link);
    await page.setViewportSize(sizes.narrow);
    assert.deepEqual(await faults(page), []);
    await shot(page, "accounts");
    await page.close();
    await guest.close();
});

test("a page of another role says so and leads to signing in, and back", async () => {
    const page = await openAs(app, expert, "/office/approvals");
    page.errors = []; // the 403 of the page
    assert.match(await page.textContent("main"), /不能做这件事/);
    assert.deepEqual(await faults(page), []);
    await page.click("text=换一个账号登录");
    await page.waitForSelector("#login");
    await signIn(page, "office", password, code(office.totp, Date.now() / 1000 + 30));
    await until(page, "/office/approvals");
    await page.waitForSelector("text=资料修改");
    await page.close();
});
