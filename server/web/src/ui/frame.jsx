// SPDX-License-Identifier: GPL-3.0-or-later
// What every page has around its content.
import { call } from "../api.js";
import { t, lang } from "../i18n.js";
import { loginPath, may, who } from "../who.js";
import { Bell } from "./bell.jsx";
import { forget, useShortlist } from "../shortlist.js";
import { SearchBox } from "./combobox.jsx";

function otherLanguage() {
    const url = new URL(location.href);
    if (lang === "en") url.searchParams.delete("lang");
    else url.searchParams.set("lang", "en");
    return url.pathname + url.search;
}

export const langQuery = () => (lang === "en" ? "?lang=en" : "");

async function leave() {
    await call("DELETE", "/session").catch(() => {}); // an ended session is what is wanted
    forget();
    location.assign(`/${langQuery()}`);
}

/* Pages of one's work, for the role that has them. */
const work = [["approvals", "/office/approvals", "office"], ["requests", "/office/requests", "office"], ["introductions", "/office/introductions", "office"],
    ["demands", "/demands", "office"], ["avoidance", "/office/avoidance", "office"], ["gaps", "/office/gaps", "office"], ["new", "/experts/new", "office"],
    ["own_demands", "/demands", "enterprise"], ["own_introductions", "/introductions", "enterprise", "expert"],
    ["accounts", "/office/accounts", "administrator"], ["audit", "/audit", "auditor"]];

function Account() {
    const { ids } = useShortlist();
    return <nav class="who" aria-label={t("account.nav")}>
        {work.filter(([, , ...roles]) => may(...roles)).map(([name, path]) => <a key={name} href={path + langQuery()}>{t(`nav.${name}`)}</a>)}
        <a href={`/shortlist${langQuery()}`}>{t("nav.shortlist")}{ids.length > 0 && <span class="count">{` ${ids.length}`}</span>}</a>
        {who ? <><Bell /><a href={`/account${langQuery()}`}>{who.name}</a><button type="button" class="link" onClick={leave}>{t("account.leave")}</button></>
            : <a href={loginPath(lang === "en")}>{t("login.title")}</a>}
    </nav>;
}

export function Frame({ children, q, onSearch, home }) {
    return <>
        <a class="skip" href="#main">{t("skip")}</a>
        <header class="top">
            <a class="brand" href={`/${langQuery()}`}><strong>{t("site")}</strong><span>{t("tagline")}</span></a>
            {!home && <SearchBox q={q} onSearch={onSearch} />}
            <Account />
            <a class="language" href={otherLanguage()} hreflang={lang === "en" ? "zh-CN" : "en"}
                lang={lang === "en" ? "zh-CN" : "en"}>{t("language")}</a>
        </header>
        <main id="main" tabindex="-1">{children}</main>
        <footer><p>{t("footer")} <a href={`/privacy${langQuery()}`}>{t("footer.privacy")}</a></p></footer>
    </>;
}
