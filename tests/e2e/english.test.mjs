// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of accounts, the office and editing in English: no faults, and every text is there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Person, agreement, open, password } from "../api/people.mjs";
import { faults, openAs, shot, sizes, start, sync } from "./support.mjs";

let app, office, admin, expert, path;
before(async () => {
    app = await start(["--rate-login", "1000"]);
    path = (await new Person(app.base).get("/api/v1/search?kind=expert&size=1&availability=open")).body.hits[0].url;
    office = await open(app.base, app.env, "office", "office", undefined, { name: "Office" });
    admin = await open(app.base, app.env, "administrator", "admin", undefined, { name: "Admin" });
    expert = await open(app.base, app.env, "expert", "expert", path.split("/").pop(), { name: "Expert" });
    assert.equal((await expert.post(`/api/v1${path}/consents`, await agreement(expert, `/api/v1${path}`))).status, 204);
});
after(async () => { await app.stop(); });

const change = async (person, fields) => (await person.ask("PATCH", `/api/v1${path}`, fields, { "if-match": (await person.get(`/api/v1${path}`)).headers.get("etag") })).status;

/* Wide and narrow; a text that is missing shows its key. */
async function good(page, name) {
    for (const size of [sizes.narrow, sizes.wide]) {
        await page.setViewportSize(size);
        assert.deepEqual(await faults(page), [], name);
        assert.ok((await page.locator(".top input").boundingBox()).width >= 200, `${name}: no room to type a search`);
        await shot(page, `${name}-en`);
    }
    assert.equal(await page.getAttribute("html", "lang"), "en");
    const keys = await page.evaluate(() => [...document.querySelectorAll("body *")].flatMap((one) => [...one.childNodes])
        .filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim()).filter((text) => /^[a-z]+(\.[a-z_]+)+$/.test(text)));
    assert.deepEqual(keys, [], name);
}
const press = (page, name) => page.getByRole("button", { name }).first().click();

test("one's own account, with a token and codes under way", async () => {
    const page = await openAs(app, expert, "/account?lang=en");
    await page.waitForSelector(".rows li");
    await good(page, "account");
    await page.fill("#tokenname", "Report");
    await page.fill("#tokenown", password);
    await press(page, "Make a token");
    await page.waitForSelector(".secret");
    await good(page, "account-token");
    await page.fill("#codesown", password);
    await press(page, "Turn on");
    await page.waitForSelector("a[href^='otpauth:']");
    await good(page, "account-codes");
    await page.close();
});

test("approvals have a change, a registration and one whose login is taken", async () => {
    assert.equal(await change(expert, { department: "Department" }), 202);
    const asked = { name: "Applicant", password, organisation: "某机床有限公司" };
    for (const [login, credit_code] of [["factory", "91350100M000100Y43"], ["office", "91350100M000100Y43"]])
        assert.equal((await new Person(app.base).post("/api/v1/registrations", { ...asked, login, credit_code })).status, 202);
    const page = await openAs(app, office, "/office/approvals?lang=en");
    await page.waitForSelector(".diff");
    await page.waitForSelector("text=The login “office” is taken");
    await good(page, "approvals");
    await page.close();
});

test("accounts, and the question before one is invited again", async () => {
    const page = await openAs(app, admin, "/office/accounts?lang=en");
    await page.waitForSelector(".rows li");
    await good(page, "accounts");
    await press(page, "Invite again: Office");
    await page.waitForSelector("dialog[open]");
    await good(page, "accounts-renew");
    await page.close();
});

test("editing: the form, what has changed, the history, and what somebody else changed", async () => {
    assert.equal(await change(office, { department: "Before" }), 200);
    const page = await openAs(app, office, `${path}/edit?lang=en`);
    await page.waitForSelector("details");
    await good(page, "edit");
    for (const one of await page.locator("summary").all()) await one.click();
    await good(page, "edit-history");
    await page.fill("#position", "Chief engineer");
    await press(page, "Look at the changes");
    await page.waitForSelector(".send");
    await good(page, "edit-review");
    assert.equal(await change(office, { department: "Meanwhile" }), 200);
    await press(page, "Save");
    await page.waitForSelector("[role=alert]");
    page.errors = []; // the browser logs the refusal itself
    await good(page, "edit-conflict");
    await page.close();
});

test("merging: the choice, and both records compared", async () => {
    const twins = [];
    for (const department of ["机械学院", "化工学院"])
        twins.push(new URL((await office.post("/api/v1/experts", { name: "双胞胎专家", department, visibility: "public" })).headers.get("location"), app.base).pathname.replace("/api/v1", ""));
    await sync(app);
    const page = await openAs(app, office, `${twins[1]}/merge?lang=en`);
    const other = page.getByRole("button", { name: /^Compare with 双胞胎专家/ });
    await other.waitFor();
    await good(page, "merge-choose");
    await other.click();
    await page.waitForSelector(".merge");
    await good(page, "merge");
    await page.close();
});

test("the register of requests, with one that is open and one that is closed", async () => {
    for (const text of ["Please correct it", "Please remove it"])
        assert.equal((await new Person(app.base).post("/api/v1/requests", { what: "correction", record: Number(path.split("/").pop()), text })).status, 202);
    const page = await openAs(app, office, "/office/requests?lang=en");
    await press(page, "Done: Please correct it");
    await page.waitForSelector("table");
    await page.waitForSelector(".card");
    await good(page, "requests");
    await page.close();
});
