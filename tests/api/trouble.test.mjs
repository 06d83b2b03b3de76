// SPDX-License-Identifier: GPL-3.0-or-later
// A server in trouble: no index yet, a damaged one, a store that is locked or missing, clients that
// dawdle, too many of them, and the order to end while somebody waits.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { open } from "./people.mjs";
import { ended, indexer, program, root, serve } from "./support.mjs";

let data, env;
const running = [];

beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), "zhiku-trouble-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    execFileSync(indexer, ["import", join(root, "seed/sample")], { env });
});
afterEach(async () => {
    for (const server of running.splice(0)) assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

async function start(args) {
    const one = await serve(env, args);
    running.push(one.server);
    return one;
}
/** Runs the indexer while the event loop goes on: connections that the server closes meanwhile are noticed. */
const index = (command) => new Promise((resolve, reject) =>
    spawn(indexer, [command], { env, stdio: "ignore" }).on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}`)))));
const ask = async (base, path) => {
    const response = await fetch(base + path);
    return { status: response.status, headers: response.headers, body: await response.json() };
};
async function until(what, seconds = 20) {
    for (const end = Date.now() + 1000 * seconds; Date.now() < end; await sleep(100)) if (await what()) return;
    assert.fail(`not within ${seconds} s: ${what}`);
}
/** Sends pieces one by one, so many milliseconds apart; what came back when the other end closed. */
const drip = (port, pieces, ms) => new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", async () => {
        for (const piece of pieces) {
            if (socket.destroyed) break;
            socket.write(piece);
            await sleep(ms);
        }
    });
    const began = Date.now();
    let got = "";
    socket.on("data", (chunk) => { got += chunk; });
    socket.on("error", () => {});
    socket.on("close", () => resolve({ got, ms: Date.now() - began }));
});

test("without an index searches say so, and work as soon as there is one", async () => {
    const { base } = await start();
    assert.equal((await ask(base, "/readyz")).status, 503);
    const { status, body } = await ask(base, "/api/v1/search?q=煤化工");
    assert.equal(status, 503);
    assert.equal(body.code, "no_index");
    assert.equal((await ask(base, "/api/v1/experts/1")).body.name, "单立群"); // records come from the store
    await index("sync");
    await until(async () => (await ask(base, "/api/v1/search?q=煤化工")).status === 200);
});

test("a half-written index is told, and a new one heals it", async () => {
    await index("sync");
    const folder = join(data, "index", "current");
    for (const name of readdirSync(folder)) truncateSync(join(folder, name), 7);
    const { base } = await start();
    const { status, body } = await ask(base, "/api/v1/search");
    assert.equal(status, 503);
    assert.equal(body.code, "corrupt");
    await index("build");
    await until(async () => (await ask(base, "/api/v1/search")).status === 200);
});

test("a store that somebody writes for long is read all the same", async () => {
    await index("sync");
    const { base } = await start();
    const lock = spawn("sqlite3", [join(data, "zhiku.db")], { stdio: ["pipe", "ignore", "inherit"] });
    lock.stdin.write("BEGIN IMMEDIATE;\n");
    await sleep(200);
    assert.equal((await ask(base, "/api/v1/experts/1")).status, 200);
    assert.equal((await ask(base, "/api/v1/search?q=煤化工")).status, 200);
    lock.stdin.end("ROLLBACK;\n");
    await new Promise((resolve) => lock.on("exit", resolve));
});

test("files that are told to the audit wait for a store that is locked, and hold up nobody else", async () => {
    const { base } = await start(["--threads", "2", "--rate-login", "0"]);
    const expert = await open(base, env, "expert", "expert", 1);
    const sqlite = spawn("sqlite3", [join(data, "zhiku.db")], { stdio: ["pipe", "pipe", "inherit"] });
    sqlite.stdin.write("BEGIN IMMEDIATE; SELECT 'held';\n");
    await new Promise((resolve) => sqlite.stdout.once("data", resolve));
    const files = [...Array(4)].flatMap(() => [expert.get("/api/v1/experts/1/data"), fetch(`${base}/api/v1/candidates.csv?id=expert:1`)]);
    await sleep(200);
    const began = Date.now();
    assert.deepEqual(await Promise.all([...Array(12)].map(async () => (await fetch(`${base}/healthz`)).status)), Array(12).fill(200));
    assert.ok(Date.now() - began < 1000);
    sqlite.stdin.end("ROLLBACK;\n");
    assert.deepEqual((await Promise.all(files)).map(({ status }) => status), Array(8).fill(200));
    assert.equal(execFileSync("sqlite3", [join(data, "zhiku.db"), "SELECT count(*) FROM audit WHERE action = 'export'"]).toString(), "8\n"); // before they are answered
});

test("a missing store ends the start with its own exit code and a way to mend it", () => {
    const { status, stderr } = spawnSync(program, ["--port", "0"], { env: { ...env, ZHIKU_DATA: join(data, "nowhere") }, encoding: "utf8" });
    assert.equal(status, 4);
    assert.match(stderr, /import/);
});

test("who dawdles over a request is cut, and others are served meanwhile", async () => {
    await index("sync");
    const { base, port } = await start(["--request-seconds", "2", "--idle-seconds", "1"]);
    const slow = [drip(port, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: bbbbbbbbbbbbbbbbbbbb".split(""), 200),
        drip(port, ["POST /api/v1/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n", ...'{"q":"'], 400),
        drip(port, ["GET /healthz"], 10)];
    assert.equal((await ask(base, "/healthz")).status, 200);
    for (const { got, ms } of await Promise.all(slow)) {
        assert.doesNotMatch(got, /^HTTP\/1\.1 200/);
        assert.ok(ms < 8000, `cut after ${ms} ms`);
    }
});

test("over the limit of connections: 503 and when to come again", async () => {
    await index("sync");
    const { base, port } = await start(["--connections", "8"]);
    const idle = await Promise.all(Array.from({ length: 12 }, () => new Promise((resolve) => {
        const socket = connect(port, "127.0.0.1", () => resolve(socket));
        socket.on("error", () => {});
    })));
    await sleep(300);
    const { status, headers, body } = await ask(base, "/healthz");
    assert.equal(status, 503);
    assert.equal(body.code, "overloaded");
    assert.ok(Number(headers.get("retry-after")) > 0);
    for (const socket of idle) socket.destroy();
    await until(async () => (await ask(base, "/healthz")).status === 200);
});

test("told to end, the server answers what it has begun", async () => {
    await index("sync");
    const { server, base, port } = await start();
    const body = JSON.stringify({ q: "煤化工" });
    const late = drip(port, [`POST /api/v1/search HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`,
        body], 700);
    await sleep(200);
    const code = ended(server);
    assert.match((await late).got, /^HTTP\/1\.1 200/);
    assert.equal(await code, 0);
    await assert.rejects(fetch(`${base}/healthz`));
});
