// SPDX-License-Identifier: GPL-3.0-or-later
// A page that could not be given.
import { Frame, langQuery } from "../ui/frame.jsx";
import { t, lang, problemText } from "../i18n.js";
import { loginPath } from "../who.js";

export default function ErrorPage({ boot }) {
    return <Frame>
        <section class="narrow" role="alert">
            <h1>{t("error.title")}</h1>
            <p>{problemText(boot.data)}</p>
            <p><a class="button" href={`/${langQuery()}`}>{t("error.home")}</a>{" "}
                {boot.data.code === "forbidden" && <a class="second" href={loginPath(lang === "en")}>{t("login.other")}</a>}</p>
        </section>
    </Frame>;
}
