// SPDX-License-Identifier: GPL-3.0-or-later
// A backup of a store, and putting it back as docs/OPERATING.md says.
import { execFileSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const store = (data) => join(data, "zhiku.db");

export const sql = (data, text) => execFileSync("sqlite3", ["-cmd", ".timeout 5000", store(data), text]).toString().trim();

export function backUp(data, name = "backup.db") {
    rmSync(join(data, name), { force: true });
    sql(data, `VACUUM INTO '${join(data, name)}'`);
}

/** Codes that somebody who signs in has used up; those of this half minute are good again. */
export const freshCodes = (data) => sql(data, "UPDATE account SET totp_step = 1 WHERE totp_step > 1");

/** While no program has the store open. */
export function putBack(data, name = "backup.db") {
    for (const suffix of ["-wal", "-shm"]) rmSync(store(data) + suffix, { force: true });
    copyFileSync(join(data, name), store(data));
    freshCodes(data);
}
