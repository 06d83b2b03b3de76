// SPDX-License-Identifier: GPL-3.0-or-later
// A need that is not saved: it stays in this tab. An enterprise or the office can make a demand of it.
import { SaveNeed } from "../ui/save.jsx";
import { Frame, langQuery } from "../ui/frame.jsx";
import { Matching } from "../ui/matching.jsx";
import { t, lang } from "../i18n.js";
import { loginPath, may, who } from "../who.js";

/* What one can do with what was found: by who one is. */
function next(asked) {
    if (may("office", "enterprise")) return <SaveNeed asked={asked} />;
    return !who && <p class="note">{t("match.login")} <a href={loginPath(lang === "en")}>{t("login.title")}</a> <a href={`/register${langQuery()}`}>{t("login.register")}</a></p>;
}

export default function MatchPage() {
    return <Frame>
        <div class="match">
            <h1>{t("match.title")}</h1>
            <p>{t("match.lead")}</p>
            <Matching text={sessionStorage.getItem("need") ?? ""} sent={(text) => sessionStorage.setItem("need", text)} next={next} />
        </div>
    </Frame>;
}
