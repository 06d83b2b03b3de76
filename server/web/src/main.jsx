// SPDX-License-Identifier: GPL-3.0-or-later
// Takes over from the shell: reads the data the server put in, loads its page, draws it.
import { render } from "preact";
import { loadTexts } from "./i18n.js";

const boot = JSON.parse(document.getElementById("boot").textContent);
const pages = {
    home: () => import("./pages/home.jsx"),
    search: () => import("./pages/search.jsx"),
    match: () => import("./pages/match.jsx"),
    record: () => import("./pages/record.jsx"),
    error: () => import("./pages/error.jsx"),
};

async function start() {
    const [page] = await Promise.all([
        (boot.problem && boot.page !== "search" ? pages.error : pages[boot.page] ?? pages.error)(),
        loadTexts(boot.lang),
    ]);
    const Page = page.default;
    render(<Page boot={boot} />, document.getElementById("app"));
}

start();
