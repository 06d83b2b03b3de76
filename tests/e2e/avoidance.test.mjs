// SPDX-License-Identifier: GPL-3.0-or-later
// The office reads and tunes the rules of avoidance.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open } from "../api/people.mjs";
import { faults, openAs, shot, sizes, start } from "./support.mjs";

let app, office;
before(async () => {
    app = await start(["--rate-login", "1000"]);
    office = await open(app.base, app.env, "office", "office", undefined, { name: "王工作" });
});
after(async () => { await app.stop(); });

const rule = async (name) => (await office.get("/api/v1/avoidance/rules")).body.rules.find((one) => one.rule === name);
const box = (page, name) => page.locator("details", { hasText: name }).first();
async function openRule(page, name) {
    await box(page, name).locator("summary").click();
    return box(page, name);
}

test("every rule says what it does; none has a fault, open or closed, wide and narrow, in both languages", async () => {
    for (const [path, size] of [["/office/avoidance", sizes.wide], ["/office/avoidance", sizes.narrow], ["/office/avoidance?lang=en", sizes.narrow]]) {
        const page = await openAs(app, office, path, size);
        await page.waitForSelector("details");
        assert.equal(await page.locator("details").count(), 10);
        assert.deepEqual(await faults(page), []);
        await shot(page, `avoidance${path.includes("en") ? "-en" : ""}`);
        for (const one of await page.locator("summary").all()) await one.click();
        assert.doesNotMatch(await page.textContent("main"), /avoidance\./); // no text is missing
        assert.deepEqual(await faults(page), []);
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/avoidance-open-${size.width}.png`, fullPage: true });
        await page.close();
    }
});

test("a rule is tuned, and put back", async () => {
    const page = await openAs(app, office, "/office/avoidance");
    await page.waitForSelector("details");
    const one = await openRule(page, "近年有共同成果"), old = await rule("shared_work");
    await one.getByLabel(/直接排除/).check();
    await one.locator("[name=years]").fill("0");
    await one.getByRole("button", { name: /^保存/ }).click();
    await one.getByText("已保存").waitFor();
    assert.match(await one.locator("summary").textContent(), /直接排除.*不限年份/);
    const now = await rule("shared_work");
    assert.deepEqual([now.effect, now.years, now.number], ["block", 0, old.number]);
    await one.getByRole("button", { name: "撤销这次修改" }).click();
    await one.getByText("已恢复").waitFor();
    const back = await rule("shared_work");
    assert.deepEqual([back.effect, back.years, back.number], [old.effect, old.years, old.number]);
    assert.equal(await one.locator("[name=years]").inputValue(), String(old.years));
    await page.close();
});

test("what cannot be is told beside the button, and nothing typed is lost", async () => {
    const page = await openAs(app, office, "/office/avoidance");
    await page.waitForSelector("details");
    const one = await openRule(page, "上级单位");
    await one.locator("[name=list]").fill("O001\n没有的编号");
    await one.getByRole("button", { name: /^保存/ }).click();
    await one.getByRole("alert").waitFor();
    assert.match(await one.getByRole("alert").textContent(), /有1个编号不是本库的单位/);
    assert.equal(await one.locator("[name=list]").inputValue(), "O001\n没有的编号");
    page.errors = []; // the browser logs the 400 itself
    assert.deepEqual(await faults(page), []);
    const other = await rule("parent");
    assert.equal((await office.ask("PATCH", `/api/v1/avoidance/rules/${other.id}`, { version: other.version, active: false })).status, 200);
    await one.locator("[name=list]").fill("");
    await one.getByRole("button", { name: /^保存/ }).click();
    await page.getByText("刚被他人修改").waitFor();
    assert.match(await one.locator("summary").textContent(), /未启用/);
    await one.getByLabel("启用这条规则").check();
    await one.getByRole("button", { name: /^保存/ }).click();
    await one.getByText("已保存").waitFor();
    assert.equal((await rule("parent")).active, true);
    await page.close();
});
