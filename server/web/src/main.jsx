// SPDX-License-Identifier: GPL-3.0-or-later
// Takes over from the shell: reads the data the server put in, loads its page, draws it.
import { render } from "preact";
import { loadTexts } from "./i18n.js";
import { begin } from "./shortlist.js";
import { setWho } from "./who.js";

const boot = JSON.parse(document.getElementById("boot").textContent);
const pages = {
    home: () => import("./pages/home.jsx"),
    search: () => import("./pages/search.jsx"),
    match: () => import("./pages/match.jsx"),
    demand: () => import("./pages/demand.jsx"),
    demands: () => import("./pages/demands.jsx"),
    introductions: () => import("./pages/introductions.jsx"),
    introduction: () => import("./pages/introduction.jsx"),
    shortlist: () => import("./pages/shortlist.jsx"),
    record: () => import("./pages/record.jsx"),
    login: () => import("./pages/login.jsx"),
    activate: () => import("./pages/activate.jsx"),
    register: () => import("./pages/register.jsx"),
    account: () => import("./pages/account.jsx"),
    approvals: () => import("./pages/approvals.jsx"),
    gaps: () => import("./pages/gaps.jsx"),
    accounts: () => import("./pages/accounts.jsx"),
    requests: () => import("./pages/requests.jsx"),
    edit: () => import("./pages/edit.jsx"),
    avoidance: () => import("./pages/avoidance.jsx"),
    alerts: () => import("./pages/alerts.jsx"),
    new: () => import("./pages/new.jsx"),
    personal: () => import("./pages/personal.jsx"),
    merge: () => import("./pages/merge.jsx"),
    audit: () => import("./pages/audit.jsx"),
    privacy: () => import("./pages/privacy.jsx"),
    error: () => import("./pages/error.jsx"),
};

/* A page for those who are signed in asks to do so, and is where it was afterwards. */
function choose() {
    if (!boot.problem || boot.page === "search") return boot.page in pages ? boot.page : "error";
    return boot.data.code === "unauthorised" ? "login" : "error";
}

async function start() {
    setWho(boot.account);
    const name = choose();
    const [page] = await Promise.all([pages[name](), loadTexts(boot.lang, name)]);
    begin();
    const Page = page.default;
    render(<Page boot={boot} />, document.getElementById("app"));
}

start();
