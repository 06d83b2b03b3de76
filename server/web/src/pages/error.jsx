// SPDX-License-Identifier: GPL-3.0-or-later
// A page that could not be given.
import { Frame, langQuery } from "../ui/frame.jsx";
import { t, problemText } from "../i18n.js";

export default function ErrorPage({ boot }) {
    return <Frame>
        <section class="narrow" role="alert">
            <h1>{t("error.title")}</h1>
            <p>{problemText(boot.data)}</p>
            <p><a class="button" href={`/${langQuery()}`}>{t("error.home")}</a></p>
        </section>
    </Frame>;
}
