// SPDX-License-Identifier: GPL-3.0-or-later
// A need that is no demand yet: it stays in this tab, or comes from what somebody follows (?saved=). An enterprise or
// the office can make a demand of it.
import { useEffect, useState } from "preact/hooks";
import { SaveNeed } from "../ui/save.jsx";
import { Follow } from "../ui/follow.jsx";
import { Frame, langQuery } from "../ui/frame.jsx";
import { Matching } from "../ui/matching.jsx";
import { ask, look } from "../api.js";
import { t, lang } from "../i18n.js";
import { loginPath, may, who } from "../who.js";

/* What one can do with what was found: by who one is. */
function next(asked) {
    if (!who) return <p class="note">{t("need.login")} <a href={loginPath(lang === "en")}>{t("login.title")}</a> <a href={`/register${langQuery()}`}>{t("login.register")}</a></p>;
    return <>{may("office", "enterprise") && <SaveNeed asked={asked} />}
        <p><Follow key={JSON.stringify(asked)} what="need" wish={{ need: asked }} /></p></>;
}

/* What the box begins with: { text }, with { words, more } of a need that is followed; null while it comes. */
function useBeginning() {
    const saved = Number(new URLSearchParams(location.search).get("saved"));
    const typed = { text: sessionStorage.getItem("need") ?? "" };
    const [beginning, setBeginning] = useState(saved ? null : typed);
    useEffect(() => {
        if (!saved) return;
        ask("/saved").then((body) => {
            const need = body.saved.find((one) => one.id === saved)?.need;
            if (!need) return setBeginning(typed);
            const { text, must = [], drop = [], exclude, ...more } = need;
            return setBeginning({ text, words: { must, drop, exclude }, more, shown: () => look(saved) });
        }, () => setBeginning(typed));
    }, []);
    return beginning;
}

export default function MatchPage() {
    const beginning = useBeginning();
    return <Frame>
        <div class="match">
            <h1>{t("need.title")}</h1>
            <p>{t("need.lead")}</p>
            {beginning && <Matching {...beginning} sent={(text) => sessionStorage.setItem("need", text)} next={next} />}
        </div>
    </Frame>;
}
