// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import { countFilters, parse, stringify, toggle, toggleExpand, withKind } from "../src/urlstate.js";

test("what is written is read back", () => {
    for (const search of ["", "?q=%E7%85%A4&kind=expert&region=370402&region=370481&sort=name&page=3&lang=en&expand=region%3A370000"])
        assert.equal(stringify(parse(search)), search);
});

test("a filter is added and taken away, and the first page shown", () => {
    const state = parse("?region=370402&page=4");
    const more = toggle(state, "region", "370481");
    assert.deepEqual(more.filters, { region: ["370402", "370481"] });
    assert.equal(more.page, 1);
    assert.deepEqual(toggle(toggle(more, "region", "370402"), "region", "370481").filters, {});
    assert.equal(countFilters(parse("?kind=expert&region=1&year=2019")), 2);
});

test("another kind keeps what it has too", () => {
    const state = withKind(parse("?kind=expert&degree=2&region=370402"), "proposal", new Set(["region"]));
    assert.deepEqual(state.filters, { kind: ["proposal"], region: ["370402"] });
    assert.deepEqual(withKind(state, "", new Set(["region"])).filters, { region: ["370402"] });
});

test("a branch is opened and closed; nonsense pages are the first", () => {
    const open = toggleExpand(parse(""), "region:370000");
    assert.deepEqual(open.expand, ["region:370000"]);
    assert.deepEqual(toggleExpand(open, "region:370000").expand, []);
    assert.equal(parse("?page=-2").page, 1);
    assert.equal(parse("?page=x").page, 1);
});
