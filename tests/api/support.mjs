// SPDX-License-Identifier: GPL-3.0-or-later
// A server of the build under test, on a free port. ZHIKU_BUILD=build/asan takes another build.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateRawSync } from "node:zlib";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const load = createRequire(join(root, "server/web/package.json"));
const bin = process.env.ZHIKU_BUILD ?? join(root, "build/release");
export const indexer = `${bin}/indexer/zhiku-indexer`, program = `${bin}/server/zhiku-server`;

/** Starts a server; what it has to complain about goes to our own stderr. */
export async function serve(env, args = []) {
    const server = spawn(program, ["--port", "0", ...args], { env, stdio: ["ignore", "pipe", "inherit"] });
    const base = await new Promise((resolve, reject) => {
        server.stdout.on("data", (text) => { const found = /http:\/\/[\d.:]+/.exec(text); if (found) resolve(found[0]); });
        server.on("exit", () => reject(new Error("the server ended")));
    });
    return { server, base, port: Number(base.split(":").pop()) };
}

/** Asks a server to end; its exit code. */
export async function ended(server) {
    if (server.exitCode !== null) return server.exitCode;
    const code = new Promise((resolve) => server.on("exit", resolve));
    server.kill("SIGTERM");
    return code;
}

/** Files of a ZIP by their central directory. */
export function unzip(bytes) {
    const files = {};
    const end = bytes.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
    for (let at = bytes.readUInt32LE(end + 16), n = bytes.readUInt16LE(end + 10); n > 0; n--) {
        const size = bytes.readUInt32LE(at + 20), name = bytes.readUInt16LE(at + 28), local = bytes.readUInt32LE(at + 42);
        const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
        const packed = bytes.subarray(start, start + size);
        files[bytes.subarray(at + 46, at + 46 + name)] = (bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed).toString();
        at += 46 + name + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    }
    return files;
}
