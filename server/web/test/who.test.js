// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import { wayBack } from "../src/who.js";

const origin = "https://zhiku.example.cn";
/** Where a browser goes from the page to sign in on, or from one that was refused. */
function goes(path, to) {
    const page = new URL(path + (to === undefined ? "" : `?to=${encodeURIComponent(to)}`), origin);
    globalThis.location = { origin, pathname: page.pathname, search: page.search, href: page.href };
    return new URL(wayBack(), page).href;
}

test("signing in leads back to where one was, and to no other site", () => {
    assert.equal(goes("/login"), `${origin}/`);
    assert.equal(goes("/login", "/search?q=煤&page=2"), `${origin}/search?q=%E7%85%A4&page=2`);
    assert.equal(goes("/office/requests"), `${origin}/office/requests`);
    for (const to of ["//evil.example", "/x/..//evil.example/phish", "/.//evil.example", "/\\evil.example", "https://evil.example/", "https:evil.example", `${origin}@evil.example`,
        "javascript:alert(1)", "data:text/html,x", "\t//evil.example", "/%2e//evil.example", "https://zhiku.example.cn.evil.example", "//", "http://[", `blob:${origin}/x`])
        assert.equal(new URL(goes("/login", to)).origin, origin, to);
    assert.equal(new URL(goes("//evil.example/x")).origin, origin);
});
