// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST, clean, pathOf, union } from "../src/shortlist.js";

test("a list that was kept or sent has candidates only, each once, and not too many", () => {
    assert.deepEqual(clean(["expert:1", "society:2", "expert:1", "demand:3", "expert:0", "expert:x", 7, "workstation:10"]), ["expert:1", "society:2", "workstation:10"]);
    for (const nonsense of [null, "expert:1", { length: 3 }]) assert.deepEqual(clean(nonsense), []);
    assert.equal(clean(Array.from({ length: MOST + 9 }, (_, i) => `expert:${i + 1}`)).length, MOST);
});

test("what the account has comes first, then what was chosen before signing in", () => {
    assert.deepEqual(union(["expert:2", "expert:1"], ["expert:1", "society:3"]), ["expert:2", "expert:1", "society:3"]);
});

test("each has its page", () => {
    assert.deepEqual(["expert:1", "workstation:2", "society:3"].map(pathOf), ["/experts/1", "/workstations/2", "/societies/3"]);
});
