// SPDX-License-Identifier: GPL-3.0-or-later
// The way to one's alerts, with how many are new.
import { useEffect, useState } from "preact/hooks";
import { ask } from "../api.js";
import { t, lang, number } from "../i18n.js";

export function Bell() {
    const [unseen, setUnseen] = useState(0);
    useEffect(() => {
        const load = () => ask("/alerts?size=0").then((body) => setUnseen(body.unseen), () => {});
        load();
        addEventListener("alerts", load); // some were seen
        return () => removeEventListener("alerts", load);
    }, []);
    return <a class="bell" href={`/alerts${lang === "en" ? "?lang=en" : ""}`}>{t("bell.alerts")}
        {unseen > 0 && <span class="new" aria-label={t("bell.unseen", { n: number(unseen) })}>{number(unseen)}</span>}</a>;
}
