// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../", import.meta.url);
const zh = JSON.parse(readFileSync(new URL("i18n/zh.json", root)));
const en = JSON.parse(readFileSync(new URL("i18n/en.json", root)));
const def = readFileSync(new URL("../../schema/fields.def", root), "utf8");

test("both languages have the same texts, with the same places to fill", () => {
    assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
    const places = (text) => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const key of Object.keys(zh)) {
        assert.ok(zh[key] && en[key], key);
        if (key !== "total") assert.deepEqual(places(zh[key]), places(en[key]), key);
    }
});

test("every kind, field and facet of fields.def has a label", () => {
    const fields = [...def.matchAll(/^ZK_FIELD\(\w+, (\w+), .*?, \w+, \d+, "(\w*)"\)/gm)];
    assert.ok(fields.length > 70);
    for (const [, name, facet] of fields) {
        // a ref and a visibility are not drawn
        if (!["title", "ref", "visibility"].includes(name)) assert.ok(zh[`field.${name}`], `field.${name}`);
        if (facet) assert.ok(zh[`facet.${facet}`], `facet.${facet}`);
    }
    for (const [, kind] of def.matchAll(/^ZK_KIND\(\w+, (\w+),/gm)) assert.ok(zh[`kind.${kind}`], kind);
});

test("every text the page asks for is there", () => {
    const files = ["src", "src/ui", "src/pages"].flatMap((folder) =>
        readdirSync(new URL(`${folder}/`, root)).filter((name) => /\.jsx?$/.test(name)).map((name) => `${folder}/${name}`));
    for (const file of files)
        for (const [, key] of readFileSync(new URL(file, root), "utf8").matchAll(/\bt\("([\w.]+)"/g))
            assert.ok(key in zh, `${key} in ${file}`);
});

test("the page stays within its budget", () => {
    const assets = new URL("dist/assets/", root);
    const size = (test) => readdirSync(assets).filter((name) => name.endsWith(".gz") && test(name))
        .reduce((sum, name) => sum + readFileSync(new URL(name, assets)).length, 0);
    assert.ok(size((name) => name.includes(".js") && !name.startsWith("en-")) <= 25 * 1024, "script over 25 KB");
    assert.ok(size((name) => name.includes(".css")) <= 8 * 1024, "styles over 8 KB");
});
