// SPDX-License-Identifier: GPL-3.0-or-later
// TLS by the server itself, and the nginx of docs/nginx.conf before it.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { password } from "./people.mjs";
import { ended, indexer, root, serve } from "./support.mjs";

let data, env, pem, key;

before(() => {
    data = mkdtempSync(join(tmpdir(), "zhiku-tls-"));
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_LOG: "error" };
    [pem, key] = [join(data, "cert.pem"), join(data, "key.pem")];
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", pem], { stdio: "ignore" });
    writeFileSync(join(data, "experts.csv"), "编号,姓名\nE1,张三\n");
    execFileSync(indexer, ["import", join(data, "experts.csv")], { env });
});
after(() => rmSync(data, { recursive: true, force: true }));

const invite = (login) => execFileSync(indexer, ["account", "add", "--role", "auditor", "--login", login, "--name", login], { env }).toString().trim();
const ask = (port, method, path, body, headers = {}) => new Promise((resolve, reject) => {
    const req = request({ host: "127.0.0.1", port, method, path, ca: readFileSync(pem), headers: { ...headers, ...(body ? { "content-type": "application/json" } : {}) } }, (res) => {
        let text = "";
        const protocol = res.socket.getProtocol();
        res.on("data", (chunk) => { text += chunk; });
        res.on("end", () => resolve({ status: res.statusCode, headers: res.headers, text, protocol }));
    });
    req.on("error", reject);
    req.end(body && JSON.stringify(body));
});

test("the server speaks TLS itself, and sessions work over it", async () => {
    const server = spawn(`${indexer.replace(/indexer\/zhiku-indexer$/, "server/zhiku-server")}`, ["--port", "0", "--tls-cert", pem, "--tls-key", key], { env, stdio: ["ignore", "pipe", "inherit"] });
    const port = await new Promise((resolve) => server.stdout.on("data", (text) => resolve(Number(/^https:\/\/127\.0\.0\.1:(\d+)/.exec(text)[1]))));
    assert.equal((await ask(port, "POST", "/api/v1/activation", { secret: invite("plain"), password }, { origin: `http://127.0.0.1:${port}` })).status, 403);
    const opened = await ask(port, "POST", "/api/v1/activation", { secret: invite("direct"), password }, { origin: `https://127.0.0.1:${port}` });
    assert.equal(opened.status, 200, opened.text);
    assert.match(opened.protocol, /TLSv1\.[23]/);
    assert.match(opened.headers["strict-transport-security"], /max-age=31536000/);
    const cookie = opened.headers["set-cookie"][0].split(";")[0];
    assert.match(opened.headers["set-cookie"][0], /^__Host-zhiku=.*; Secure$/);
    assert.match((await ask(port, "GET", "/api/v1/session", undefined, { cookie })).text, /"login":"direct"/);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/healthz`));
    assert.equal(await ended(server), 0);
});

test("behind the nginx of docs/nginx.conf addresses and origins are those of the browser", async () => {
    const { server, port } = await serve(env);
    const free = await new Promise((resolve) => { const probe = createServer().listen(0, "127.0.0.1", () => { const { port: p } = probe.address(); probe.close(() => resolve(p)); }); });
    writeFileSync(join(data, "nginx.conf"), `daemon off; pid ${data}/nginx.pid; error_log stderr;\n` + readFileSync(join(root, "docs/nginx.conf"), "utf8")
        .replace("http {", ["http {", ...["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((n) => `${n}_temp_path ${data}/${n};`)].join(" "))
        .replace("listen 443", `listen 127.0.0.1:${free}`).replaceAll("/var/log/nginx", data).replace("/etc/ssl/zhiku.pem", pem).replace("/etc/ssl/zhiku.key", key).replace("127.0.0.1:8080", `127.0.0.1:${port}`));
    const nginx = spawn("nginx", ["-c", join(data, "nginx.conf"), "-p", data], { stdio: ["ignore", "ignore", "pipe"] });
    for (let i = 0; i < 50 && !(await ask(free, "GET", "/healthz").catch(() => null)); i++) await sleep(100);
    const origin = `https://127.0.0.1:${free}`;
    assert.equal((await ask(free, "POST", "/api/v1/activation", { secret: invite("behind"), password }, { origin: "https://evil.example" })).status, 403);
    const opened = await ask(free, "POST", "/api/v1/activation", { secret: invite("behind2"), password }, { origin });
    assert.equal(opened.status, 200, opened.text);
    const cookie = opened.headers["set-cookie"][0].split(";")[0];
    const spoofed = { cookie, "x-forwarded-for": "203.0.113.99" };
    assert.match((await ask(free, "GET", "/api/v1/sessions", undefined, spoofed)).text, /"address":"127\.0\.0\.1"/);
    assert.equal((await ask(free, "GET", "/metrics")).status, 404);
    assert.match((await ask(free, "GET", "/api/v1/audit", undefined, spoofed)).text, /"address":"127\.0\.0\.1"/);
    assert.doesNotMatch((await ask(free, "GET", "/api/v1/audit", undefined, spoofed)).text, /203\.0\.113\.99/);
    await ask(free, "GET", `/api/v1/search?q=${encodeURIComponent("张三")}`);
    await ask(free, "GET", "/feeds/secretsecret");
    assert.equal(await ended(server), 0);
    assert.equal((await ask(free, "GET", "/feeds/secretsecret")).status, 502);
    nginx.kill("SIGTERM");
    await new Promise((resolve) => nginx.on("exit", resolve));
    const logs = ["zhiku.log", "zhiku-error.log"].map((name) => readFileSync(join(data, name), "utf8")).join("");
    assert.match(logs, /^127\.0\.0\.1 \[\S+\] GET 502 /m);
    assert.doesNotMatch(logs, /feeds|secret|search|%E5/);
});
