// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
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
        assert.ok(zh[`field.${name}`], `field.${name}`);
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

const pages = readdirSync(new URL("src/pages/", root)).map((name) => name.replace(".jsx", ""));
const pageGroups = JSON.parse(readFileSync(new URL("i18n/pages.json", root)));

test("a page asks for those texts only that are loaded with it", () => {
    const given = new Set(Object.values(pageGroups).flat());
    const needed = (file, seen = new Set()) => {
        seen.add(file);
        for (const [, other] of readFileSync(new URL(file, root), "utf8").matchAll(/ from "(\.[^"]+)"/g)) {
            const path = join(dirname(file), other);
            if (!seen.has(path)) needed(path, seen);
        }
        return seen;
    };
    for (const page of Object.keys(pageGroups)) assert.ok(pages.includes(page), page);
    for (const page of pages)
        for (const file of needed(`src/pages/${page}.jsx`))
            for (const [, group] of readFileSync(new URL(file, root), "utf8").matchAll(/["`]([a-z]+)\.[a-z$]/g))
                assert.ok(!given.has(group) || pageGroups[page]?.includes(group), `${group} in ${file}, of ${page}`);
});

test("each page stays within its budget at first load", () => {
    const assets = new URL("dist/assets/", root), names = readdirSync(assets);
    const size = (name) => readFileSync(new URL(`${name}.gz`, assets)).length;
    const find = (start) => names.filter((name) => new RegExp(`^${start}-[A-Z0-9]+\\.js$`).test(name));
    const needed = (name, seen = new Set()) => {
        seen.add(name);
        for (const [, other] of readFileSync(new URL(name, assets), "utf8").matchAll(/(?:from|import)"\.\/([^"]+)"/g))
            if (!seen.has(other)) needed(other, seen);
        return seen;
    };
    for (const page of pages) {
        assert.equal(find(page).length, 1, page);
        const all = new Set(["main", page, "zh", ...(pageGroups[page] ? [`zh-${page}`] : [])].flatMap((start) => [...needed(find(start)[0])]));
        const sum = [...all].reduce((bytes, name) => bytes + size(name), 0);
        if (process.env.SIZES) console.log(page, sum);
        assert.ok(sum <= 25 * 1024, `script of ${page}: ${sum} bytes`);
    }
    const css = names.filter((name) => name.endsWith(".css"));
    assert.ok(size(css[0]) <= 8 * 1024, "styles over 8 KB");
});
