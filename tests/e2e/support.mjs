// SPDX-License-Identifier: GPL-3.0-or-later
// Starts the real indexer and server on the sample, and a browser. Everything goes at the end.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const require = createRequire(join(root, "server/web/package.json"));
const { chromium } = require("playwright-core");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const bin = join(root, "build/release");

export const sizes = { wide: { width: 1366, height: 768 }, narrow: { width: 390, height: 844 } };

/** args: further ones of the server. Over plain HTTP: the cookie of sessions is let do without TLS. */
export async function start(args = []) {
    const data = mkdtempSync(join(tmpdir(), "zhiku-e2e-"));
    const env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    execFileSync(`${bin}/indexer/zhiku-indexer`, ["import", join(root, "seed/real"), join(root, "seed/sample")], { env });
    execFileSync(`${bin}/indexer/zhiku-indexer`, ["sync"], { env, stdio: "ignore" });
    const server = spawn(`${bin}/server/zhiku-server`, ["--port", "0", "--plain-cookie", "1", ...args, "--web", join(root, "server/web/dist")], { env });
    const base = await new Promise((resolve, reject) => {
        server.stdout.on("data", (text) => { const found = /http:\/\/[\d.:]+/.exec(text); if (found) resolve(found[0]); });
        server.on("exit", () => reject(new Error("the server ended")));
    });
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
    return {
        base, browser, server, env, data, indexer: `${bin}/indexer/zhiku-indexer`,
        async open(path, size = sizes.wide) {
            const page = await browser.newPage({ viewport: size });
            page.errors = [];
            page.on("console", (message) => { if (message.type() === "error") page.errors.push(message.text()); });
            page.on("pageerror", (error) => page.errors.push(error.message));
            if (path === "about:blank") return page;
            await page.goto(base + path);
            await page.waitForSelector("main");
            return page;
        },
        async stop() {
            await browser.close();
            if (server.exitCode === null) {
                const ended = new Promise((resolve) => server.on("exit", resolve));
                server.kill("SIGTERM");
                await ended;
            }
            rmSync(data, { recursive: true, force: true });
        },
    };
}

/** A picture of the page to look at, where SHOTS names a folder. */
export async function shot(page, name) {
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}-${page.viewportSize().width}.png` });
}

/** A page in a browser that has somebody's session (a Person of the API tests). */
export async function openAs(app, person, path, size) {
    const page = await app.open("about:blank", size);
    await page.context().addCookies([{ name: "zhiku", value: person.cookie, url: app.base, httpOnly: true, sameSite: "Strict" }]);
    await page.goto(app.base + path);
    await page.waitForSelector("main");
    return page;
}

/** Signs in on the page that is open. */
export async function signIn(page, login, password, code) {
    await page.fill("#login", login);
    await page.fill("#password", password);
    if (code) await page.fill("#code", code);
    await page.click(".form button");
}

/** Waits until the page at a path is there. */
export async function until(page, path) {
    await page.waitForURL((url) => url.pathname === path);
    await page.waitForSelector("main");
}

/** Checks again and again until it holds: what the page or the server does in its own time. What failed last is told. */
export async function holds(check, seconds = 20) {
    for (const end = Date.now() + seconds * 1000; ;) {
        try {
            return await check();
        } catch (error) {
            if (Date.now() > end) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

/** Indexes what has changed, and waits until the server searches it. */
export async function sync(app) {
    execFileSync(app.indexer, ["sync"], { env: app.env, stdio: "ignore" });
    await holds(async () => assert.equal((await (await fetch(`${app.base}/readyz`)).json()).pending, 0));
}

/** SQL in the server's own database, which it may be writing to. */
export const sql = (app, text) => execFileSync("sqlite3", ["-cmd", ".timeout 10000", join(app.data, "zhiku.db"), text]).toString().trim();

/** What axe finds wrong, as lines; and anything wider than the screen. What waits for an answer is dimmed: that is not looked at. */
export async function faults(page) {
    await page.evaluate(axeSource);
    let violations, waited;
    do {
        await page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
        ({ violations, waited } = await page.evaluate(async () => {
            let waited = false;
            const busy = new MutationObserver(() => { waited = true; });
            busy.observe(document, { subtree: true, attributeFilter: ["aria-busy"] });
            const { violations } = await window.axe.run(document, {
                runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
            busy.disconnect();
            return { violations, waited };
        }));
    } while (waited);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    return [...violations.map((v) => `${v.id}: ${v.nodes[0].html}`), ...(sideways > 0 ? [`${sideways} px sideways`] : []),
        ...page.errors];
}
