// SPDX-License-Identifier: GPL-3.0-or-later
// People get an account, sign in and out, and ask for one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Person, code, invite, open } from "../api/people.mjs";
import { faults, shot, signIn, sizes, sql, start, until } from "./support.mjs";

let app;
before(async () => { app = await start(["--password-policy", "period", "--rate-login", "1000"]); });
after(async () => { await app.stop(); });

const good = "An-ordinary-sentence-1";

test("the pages to sign in, open an account and register have no faults", async () => {
    for (const path of ["/login", "/activate", "/register"])
        for (const [suffix, size] of [["", sizes.wide], ["?lang=en", sizes.wide], ["", sizes.narrow]]) {
            const page = await app.open(path + suffix, size);
            await page.waitForSelector(".form");
            assert.deepEqual(await faults(page), [], path + suffix);
            await shot(page, `${path.slice(1)}${suffix ? "-en" : ""}`);
            await page.close();
        }
});

test("an account is opened with its secret; who is signed in is on every page, until signing out", async () => {
    const secret = invite(app.env, "office", "office", undefined, "王工作");
    const page = await app.open(`/activate#${secret}`);
    assert.doesNotMatch(page.url(), /#/);
    await page.click(".form button");
    await page.waitForSelector(".secret");
    assert.deepEqual(await faults(page), []);
    await shot(page, "activate-totp");
    const key = (await page.textContent(".secret")).replace(/\s/g, "");
    assert.ok((await page.getAttribute("a[href^='otpauth:']", "href")).includes(`secret=${key}`));
    await page.fill("#new_password", good);
    await page.fill("#again", `${good}2`);
    await page.fill("#code", code(key));
    await page.click(".form button");
    assert.match(await page.textContent("[role=alert]"), /不一样/);
    await page.fill("#again", good);
    await page.click(".form button");
    await page.waitForSelector(".who button");
    assert.match(await page.textContent(".who"), /王工作/);
    for (const path of ["/search?q=煤化工", "/match", "/experts/1"]) {
        await page.goto(app.base + path);
        await page.waitForSelector(".who button");
        assert.deepEqual(await faults(page), []);
    }
    await page.click(".who button");
    await page.waitForSelector(".who a[href^='/login']");
    await page.goto(`${app.base}/activate#${secret}`);
    await page.waitForSelector(".form");
    await page.click(".form button");
    assert.match(await page.textContent("[role=alert]"), /重新发/);
    await page.close();
});

test("whatever is wrong, the words are the same; then the way leads back to where one was", async () => {
    const page = await app.open("/search?q=煤化工");
    await page.click(".who a[href^='/login']");
    await page.waitForSelector("#login");
    const said = new Set();
    for (const [login, secret, digits] of [["nobody", good], ["office", "wrong"], ["office", good], ["office", good, "000000"]]) {
        await signIn(page, login, secret, digits);
        await page.waitForFunction(() => !document.querySelector(".form button").disabled && document.querySelector("[role=alert]"));
        said.add(await page.textContent("[role=alert]"));
    }
    assert.equal(said.size, 1);
    page.errors = []; // the browser logs the 401s itself
    assert.deepEqual(await faults(page), []);
    await shot(page, "login-wrong");
    await page.close();
    const other = await app.open("/search?q=煤化工");
    await other.click(".who a[href^='/login']");
    await other.waitForSelector("#login");
    await open(app.base, app.env, "auditor", "auditor", undefined, { name: "李审计", password: good });
    await signIn(other, "auditor", good);
    await until(other, "/search");
    assert.match(await other.textContent(".who"), /李审计/);
    await other.goto(`${app.base}/login?to=//example.org/x`);
    await signIn(other, "auditor", good);
    await until(other, "/");
    await other.close();
});

test("a password of ninety days is changed while signing in", async () => {
    await open(app.base, app.env, "evaluator", "evaluator", undefined, { name: "赵评审", password: good });
    sql(app, "UPDATE account SET password_at = password_at - 91 * 86400 WHERE login = 'evaluator'");
    const page = await app.open("/login");
    await signIn(page, "evaluator", good);
    await page.waitForSelector("#new_password");
    assert.match(await page.textContent("[role=alert]"), /90天/);
    page.errors = [];
    assert.deepEqual(await faults(page), []);
    await page.fill("#new_password", "Another-sentence-2");
    await page.fill("#again", "Another-sentence-2");
    await page.click(".form button");
    await page.waitForSelector(".who button");
    await page.close();
});

test("an enterprise registers, and is told what is wrong with its code", async () => {
    const page = await app.open("/register");
    for (const [name, value] of Object.entries({ organisation: "滕州某某机床有限公司", credit_code: "91370481MA3C000000", name: "孙经理", login: "sun", new_password: good, again: good }))
        await page.fill(`#${name}`, value);
    await page.click(".form button");
    await page.waitForSelector("[role=alert]");
    assert.match(await page.textContent("[role=alert]"), /统一社会信用代码校验不通过：应为18位/);
    assert.equal(await page.inputValue("#login"), "sun");
    page.errors = [];
    assert.deepEqual(await faults(page), []);
    await page.fill("#credit_code", "91350100M000100Y43");
    await page.click(".form button");
    await page.waitForSelector("[role=status]");
    assert.match(await page.textContent("main"), /已提交/);
    assert.deepEqual(await faults(page), []);
    await page.close();
});

test("one's own account: a session and a token are ended, the password changed, codes turned on and off", async () => {
    const person = await open(app.base, app.env, "auditor", "own", undefined, { name: "钱审计", password: good });
    const page = await app.open("/account");
    await page.waitForSelector("#login"); // in the page's own place
    assert.match(await page.textContent("main"), /请先登录/);
    page.errors = []; // the 401 of the page
    await signIn(page, "own", good);
    await page.waitForSelector(".rows li");
    assert.equal(await page.locator(".rows li").count(), 2);
    await shot(page, "account");
    await page.fill("#tokenname", "月报");
    await page.fill("#tokenown", "wrong");
    await page.click("text=新建令牌");
    await page.waitForSelector("[role=alert]");
    assert.match(await page.textContent("[role=alert]"), /密码不对/);
    assert.equal(await page.locator(".secret").count(), 0);
    page.errors = []; // the browser logs the 401
    await page.fill("#tokenown", good);
    await page.click("text=新建令牌");
    await page.waitForSelector(".secret");
    const token = await page.textContent(".secret");
    const program = new Person(app.base, { token });
    assert.equal((await program.get("/api/v1/sessions")).status, 200);
    await page.waitForFunction(() => document.querySelectorAll(".rows li").length === 3);
    assert.deepEqual(await faults(page), []);
    await page.getByRole("button", { name: "结束：月报" }).click();
    await page.waitForFunction(() => document.querySelectorAll(".rows li").length === 2);
    assert.equal((await program.get("/api/v1/sessions")).status, 401);
    await page.fill("#present", "wrong");
    for (const name of ["new_password", "again"]) await page.fill(`#${name}`, "Another-sentence-2");
    await page.getByRole("button", { name: "修改密码" }).click();
    await page.waitForSelector("[role=alert]");
    assert.match(await page.textContent("[role=alert]"), /密码不对/);
    page.errors = [];
    await page.fill("#present", good);
    await page.getByRole("button", { name: "修改密码" }).click();
    await page.waitForFunction(() => document.querySelectorAll(".rows li").length === 1);
    assert.equal((await person.get("/api/v1/sessions")).status, 401);
    await page.fill("#codesown", "Another-sentence-2");
    await page.getByRole("button", { name: "启用" }).click();
    await page.waitForSelector("a[href^='otpauth:']");
    const key = (await page.locator(".secret").first().textContent()).replace(/\s/g, "");
    assert.deepEqual(await faults(page), []);
    await page.fill("#code", code(key));
    await page.getByRole("button", { name: "确认启用" }).click();
    await page.waitForSelector("#now");
    assert.match(await page.textContent("main"), /动态验证码已启用/);
    await page.fill("#now", code(key, Date.now() / 1000 + 30));
    await page.getByRole("button", { name: "停用" }).click();
    await page.waitForFunction(() => !document.querySelector("#now"));
    assert.match(await page.textContent("main"), /动态验证码已停用/);
    await page.setViewportSize(sizes.narrow);
    assert.deepEqual(await faults(page), []);
    await shot(page, "account");
    await page.close();
});
