// SPDX-License-Identifier: GPL-3.0-or-later
// The key of one-time codes: kept outside the store, changed while the server runs, and lost.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { backUp, freshCodes, putBack } from "./backup.mjs";
import { Person, code, open, password } from "./people.mjs";
import { ended, indexer, program, serve } from "./support.mjs";

let base, server, data, env, key, office, auditor;
before(async () => {
    data = mkdtempSync(join(tmpdir(), "zhiku-keys-"));
    mkdirSync(join(data, "etc"));
    key = join(data, "etc/totp.key");
    env = { ...process.env, ZHIKU_DATA: data, ZHIKU_TOTP_KEY: key, ZHIKU_LOG: "error" };
    writeFileSync(join(data, "experts.csv"), "编号,姓名\nE1,张三\n");
    execFileSync(indexer, ["import", join(data, "experts.csv")], { env });
    execFileSync(indexer, ["sync"], { env, stdio: "ignore" });
    ({ server, base } = await serve(env, ["--rate-login", "0"]));
    office = await open(base, env, "office", "office");
    auditor = await open(base, env, "auditor", "auditor");
});
after(async () => {
    assert.equal(await ended(server), 0);
    rmSync(data, { recursive: true, force: true });
});

test("the key is where the setting says, for the server's user alone, and is changed while the server runs", async () => {
    assert.equal(statSync(key).mode & 0o777, 0o600);
    const old = readFileSync(key, "utf8");
    assert.equal(execFileSync(indexer, ["account", "rekey"], { env }).toString(), "1 secrets sealed with a new key\n");
    assert.notEqual(readFileSync(key, "utf8"), old);
    assert.equal((await office.login()).status, 200);
    assert.equal((await auditor.get("/api/v1/audit?action=key_changed")).body.entries.length, 1);
});

test("without the key the server says what to do; accounts are opened anew, and the others are left alone", async () => {
    assert.equal(await ended(server), 0);
    renameSync(key, `${key}.away`);
    const refused = spawnSync(program, ["--port", "0"], { env });
    assert.equal(refused.status, 4);
    assert.match(refused.stderr.toString(), /one-time codes of 1 accounts is not in .*totp\.key: put that file back .* account recode/);
    renameSync(`${key}.away`, key);
    assert.equal(execFileSync(indexer, ["account", "recode"], { env }).toString(), ""); // nothing is lost
    rmSync(key);
    const [, secret] = /^office\t(\S{43})\n$/.exec(execFileSync(indexer, ["account", "recode"], { env }).toString());
    ({ server, base } = await serve(env, ["--rate-login", "0"]));
    for (const person of [office, auditor]) person.base = base;
    assert.equal((await office.get("/api/v1/sessions")).status, 401); // its sessions ended
    assert.equal((await auditor.get("/api/v1/sessions")).status, 200);
    const opening = await new Person(base).post("/api/v1/activation", { secret });
    assert.equal((await new Person(base).post("/api/v1/activation", { secret, password, code: code(opening.body.totp) })).status, 200);
    office.totp = opening.body.totp;
});

test("a restored store without the key is opened anew too: what is printed before the server starts lets in", async () => {
    backUp(data);
    const { url } = (await office.get("/api/v1/search?size=1")).body.hits[0];
    freshCodes(data);
    assert.equal((await office.login()).status, 200);
    assert.equal((await office.post(`/api/v1${url}/erasure`, { reason: "本人要求" })).status, 204);
    assert.equal(await ended(server), 0);
    putBack(data);
    rmSync(key);
    const account = (...args) => execFileSync(indexer, ["account", ...args], { env }).toString().trim();
    const secrets = [account("recode").split("\t")[1], account("renew", "--login", "auditor"), account("add", "--role", "office", "--login", "office2", "--name", "二")];
    ({ server, base } = await serve(env, ["--rate-login", "0"]));
    for (const secret of secrets) assert.equal((await new Person(base).post("/api/v1/activation", { secret })).status, 200);
    assert.equal((await new Person(base).get(`/api/v1${url}`)).status, 404);
});
