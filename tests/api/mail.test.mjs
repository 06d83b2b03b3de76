// SPDX-License-Identifier: GPL-3.0-or-later
// Alerts by mail, to a small SMTP server that takes, refuses, drops and is not there.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { open } from "./people.mjs";
import { read, smtp } from "./smtp.mjs";
import { ended, indexer, program, serve } from "./support.mjs";

let base, server, data, env, ann, relay, number = 0;

function put(title) {
    const path = join(data, `rows${number++}`);
    mkdirSync(path);
    writeFileSync(join(path, "events.jsonl"), `${JSON.stringify({ ref: `V${number}`, title })}\n`);
    execFileSync(indexer, ["import", path], { env, stdio: "ignore" });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
}
async function until(what, ask) {
    for (let i = 0; i < 150; i++) {
        const got = await ask();
        if (got) return got;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`never: ${what}`);
}
const mailed = (count) => until(`${count} mails`, () => relay.taken.length >= count && relay.taken);
/* An attempt that failed is made again after a minute: the test does not wait for it. */
const hurry = () => execFileSync("sqlite3", ["-cmd", ".timeout 5000", join(data, "zhiku.db"), "UPDATE subscriber SET next_at = 0"]);

before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-mail-"));
    relay = await smtp();
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error", ZHIKU_ALERT_SECONDS: "1", ZHIKU_MAIL_MINUTES: "0", ZHIKU_PUBLIC_URL: "https://zhiku.example.com",
        ZHIKU_MAIL_RELAY: relay.url, ZHIKU_MAIL_FROM: "zhiku@example.com", ZHIKU_MAIL_TLS: "no", ALL_PROXY: "http://127.0.0.1:1" };
    put("开始");
    ({ server, base } = await serve(env));
    ann = await open(base, env, "evaluator", "ann");
    assert.equal((await ann.post("/api/v1/saved", { name: "活动 \"<&\r\nBcc: x@example.com", search: "kind=event" })).status, 201);
});
after(async () => {
    assert.equal(await ended(server), 0);
    relay.close();
    rmSync(data, { recursive: true, force: true });
});

test("an address is proved with a code before anything else is mailed to it", async () => {
    for (const mail of ["ann", "ann@example.com\r\nBcc: b@example.com", "a@b.cn,c@d.cn", `${"a".repeat(250)}@b.cn`]) assert.equal((await ann.ask("PUT", "/api/v1/alerts/delivery", { mail })).body.field, "mail", mail);
    assert.equal((await ann.ask("PUT", "/api/v1/alerts/delivery", { mail: "ann@example.com" })).status, 204);
    const again = await ann.ask("PUT", "/api/v1/alerts/delivery", { mail: "other@example.com" });
    assert.deepEqual([again.status, Number(again.headers.get("retry-after")) > 200], [429, true]);
    const [mail] = await mailed(1);
    assert.deepEqual([mail.from, mail.to], ["zhiku@example.com", ["ann@example.com"]]);
    const { headers, subject, text } = read(mail.raw);
    assert.deepEqual([headers.from, headers.to, subject], ["<zhiku@example.com>", "<ann@example.com>", "智库：确认邮箱地址"]);
    put("未确认");
    assert.equal((await ann.post("/api/v1/alerts/delivery", { code: "00000000x" })).status, 401);
    assert.equal((await ann.post("/api/v1/alerts/delivery", { code: /验证码：(\d{8})/.exec(text)[1] })).status, 204);
    assert.deepEqual((await ann.get("/api/v1/alerts/delivery")).body.mail, { available: true, address: "ann@example.com", confirmed: true, failing: false });
});

test("what is new is one mail, in plain text, and is mailed once", async () => {
    const [, mail] = await mailed(2);
    const { headers, subject, text } = read(mail.raw);
    assert.deepEqual([subject, headers["content-type"], headers["auto-submitted"], headers["mime-version"]], ["智库：1条新提醒", "text/plain; charset=utf-8", "auto-generated", "1.0"]);
    assert.match(text, /”有新结果：未确认\n {2}https:\/\/zhiku.example.com\/events\/\d+\n/);
    assert.match(text, /https:\/\/zhiku.example.com\/alerts\n$/);
    assert.match(headers["message-id"], /^<[\da-f-]{36}@example.com>$/);
    assert.doesNotMatch(mail.raw.slice(0, mail.raw.indexOf("\r\n\r\n")), /Bcc/i);
    for (const line of mail.raw.split("\r\n")) assert.ok(line.length <= 78 && /^[\x20-\x7e]*$/.test(line), line);
    await new Promise((resolve) => setTimeout(resolve, 2500)); // two more rounds
    assert.equal(relay.taken.length, 2);
});

test("what the relay will not take, drops or is deaf to is sent again, and then once", async () => {
    for (const plan of ["later", "never", "drop", "deaf"]) {
        const { taken, tried } = { taken: relay.taken.length, tried: relay.tried };
        relay.plan.push(plan);
        put(`之后${plan}`);
        await until(`${plan} was tried`, () => relay.tried > tried);
        await until("that it failed is written down", async () => (await ann.get("/api/v1/alerts/delivery")).body.mail.failing);
        assert.equal(relay.taken.length, taken, plan);
        hurry();
        const list = await mailed(taken + 1);
        assert.match(read(list[taken].raw).text, new RegExp(`之后${plan}`));
        await until("that it went well is written down", async () => !(await ann.get("/api/v1/alerts/delivery")).body.mail.failing);
    }
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal(relay.taken.length, 6);
});

test("a server that ends while it mails ends at once; what the relay took all the same comes again under the same name", async () => {
    relay.plan.push("slow"); // takes it after 3 s, when nobody waits for the answer any more
    const tried = relay.tried;
    put("慢");
    await until("it is being mailed", () => relay.tried > tried);
    const start = Date.now();
    assert.equal(await ended(server), 0);
    assert.ok(Date.now() - start < 2500, `${Date.now() - start} ms`);
    ({ server, base } = await serve(env));
    ann.base = base;
    await mailed(7);
    await new Promise((resolve) => setTimeout(resolve, 1500)); // the next attempt is due in a minute, not now
    assert.equal(relay.taken.length, 7);
    hurry();
    const [one, two] = (await mailed(8)).slice(-2).map(({ raw }) => read(raw));
    assert.match(two.text, /慢/);
    assert.equal(two.headers["message-id"], one.headers["message-id"]);
});

test("what was seen is not mailed, nor is anything without an address", async () => {
    relay.server.close(); // nobody answers now
    const { body } = await ann.get("/api/v1/alerts?size=1");
    put("看过");
    const { id } = await until("it is told", async () => (await ann.get("/api/v1/alerts?size=1")).body.alerts.find((a) => a.id > body.alerts[0].id));
    assert.equal((await ann.ask("PUT", "/api/v1/alerts/seen", { upto: id })).status, 204);
    assert.equal((await ann.ask("PUT", "/api/v1/alerts/delivery", { mail: "" })).status, 204);
    assert.deepEqual((await ann.get("/api/v1/alerts/delivery")).body.mail, { available: true, address: null, confirmed: false, failing: false });
});

test("a wrong setting says what is right", () => {
    for (const [more, text] of [[{ ZHIKU_MAIL_RELAY: "smtp://mail.example.com" }, /this machine only/], [{ ZHIKU_MAIL_RELAY: "http://x" }, /smtp:\/\/mail.example.com:587/],
        [{ ZHIKU_MAIL_FROM: "" }, /mail_from must be/], [{ ZHIKU_PUBLIC_URL: "" }, /mail_relay needs public_url/], [{ ZHIKU_MAIL_PASSWORD_FILE: join(data, "none") }, /cannot read/]]) {
        const { status, stderr } = spawnSync(program, ["--port", "0"], { env: { ...env, ...more }, timeout: 5000 });
        assert.equal(status, 2, `${JSON.stringify(more)} ${stderr}`);
        assert.match(stderr.toString(), text);
    }
});

test("a relay must have TLS, a certificate somebody vouches for, and take the password", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "zhiku-tls-")), file = (name) => join(folder, name);
    execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", file("key"), "-out", file("cert")], { stdio: "ignore" });
    writeFileSync(file("right"), "s3cret\n");
    writeFileSync(file("wrong"), "secret\n");
    const plain = await smtp(), secure = await smtp({ key: readFileSync(file("key")), cert: readFileSync(file("cert")), password: "s3cret" });
    t.after(() => { plain.close(); secure.close(); rmSync(folder, { recursive: true, force: true }); });
    const common = { ...env, ZHIKU_DATA: folder, ZHIKU_MAIL_TLS: "yes", ZHIKU_MAIL_USER: "zhiku", ZHIKU_MAIL_PASSWORD_FILE: file("right"), ZHIKU_MAIL_CA: file("cert"), ZHIKU_MAIL_RELAY: secure.url.replace("127.0.0.1", "localhost") };
    execFileSync(indexer, ["import", join(data, "rows0")], { env: common, stdio: "ignore" });
    execFileSync(indexer, ["sync"], { env: common, stdio: "ignore" });
    let n = 0;
    for (const [more, good] of [[{ ZHIKU_MAIL_RELAY: plain.url }, false], [{ ZHIKU_MAIL_CA: "" }, false], [{ ZHIKU_MAIL_PASSWORD_FILE: file("wrong") }, false], [{}, true]]) {
        const other = { ...common, ...more }, second = await serve(other), bob = await open(second.base, other, "evaluator", `bob${n++}`);
        try {
            assert.equal((await bob.ask("PUT", "/api/v1/alerts/delivery", { mail: `bob${n}@example.com`, lang: "en" })).status, 204);
            if (good) assert.equal(read((await until("it is taken", () => secure.taken[0])).raw).subject, "Zhiku: confirm your address");
            else await until(`${JSON.stringify(more)} is refused`, async () => (await bob.get("/api/v1/alerts/delivery")).body.mail.failing);
        } finally {
            assert.equal(await ended(second.server), 0);
        }
    }
    assert.equal(plain.taken.length, 0);
    assert.ok(plain.connections > 0);
});
