// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import { changes, texts, toText, toValue } from "../src/edit.js";

const links = { name: "authors", type: "links" }, region = { name: "region", type: "code" };
const services = { name: "services", type: "codes", options: [{ code: "a", label: "甲" }, { code: "b", label: "乙" }] };

test("an item that was not touched is sent as it was, a new one by number or name", () => {
    const old = [{ id: "expert:1", name: "张三", url: "/experts/1", role: "第一" }, { name: "李四" }];
    assert.equal(toText(old, links), "张三|第一\n李四");
    assert.deepEqual(toValue("张三|第一\n李四\nexpert:7 | 第三\n 王五 ", links, old),
        [{ id: "expert:1", role: "第一" }, { name: "李四" }, { id: "expert:7", role: "第三" }, { name: "王五" }]);
    assert.deepEqual(toValue("薛城区", region, { code: "370403", label: "薛城区" }), { code: "370403" });
    assert.deepEqual(toValue("滕州市", region, { code: "370403", label: "薛城区" }), { code: "滕州市" });
    assert.deepEqual(toValue("b", services, undefined), [{ code: "b" }]);
});

test("an emptied field is null; numbers are numbers, and what is none is left for the server to refuse", () => {
    for (const type of ["text", "long", "int", "words", "link"]) assert.equal(toValue(" \n", { type }, undefined), null);
    assert.equal(toValue(" 1970 ", { type: "int" }, 1960), 1970);
    assert.equal(toValue("七十", { type: "int" }, 1960), "七十");
    assert.equal(toValue("一\n\n二 ", { type: "long" }, undefined), "一\n\n二 ");
    assert.deepEqual(toValue("甲\n\n 乙;丙", { type: "words" }, undefined), ["甲", "乙;丙"]);
});

test("changes are the fields whose text differs, in words", () => {
    const fields = [services, region], before = texts({ services: [{ code: "a", label: "甲" }], region: { code: "1", label: "此" } }, fields);
    assert.deepEqual(changes(fields, before, before), []);
    assert.deepEqual(changes(fields, before, { ...before, services: "a\nb" }), [{ field: "services", old: "甲", new: "甲\n乙" }]);
});
