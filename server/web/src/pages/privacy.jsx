// SPDX-License-Identifier: GPL-3.0-or-later
// The privacy statement, from the table of visibility the server follows, and a request of one's own.
import { Frame } from "../ui/frame.jsx";
import { Request } from "../ui/request.jsx";
import { t, lang } from "../i18n.js";

function seenBy(entry) {
    if (entry.see.includes("visitor")) return [t("privacy.everybody"), entry.hide && t("privacy.hide")].filter(Boolean).join(t("list.and"));
    const roles = [...(entry.owner ? [t("privacy.owner")] : []), ...entry.see.map((role) => t(`role.${role}`)),
        ...entry.masked.map((role) => t("privacy.masked", { who: t(`role.${role}`) }))];
    return roles.join(t("list.and"));
}

/* Every kind of record has a title; of a person it is the name. */
const label = (name) => t(name === "title" ? "field.name" : `field.${name}`);

const Class = ({ entry }) => <section class="card statement">
    <h3>{entry.purpose.split(" / ")[lang === "en" ? 1 : 0]}</h3>
    <dl>
        <div><dt>{t("privacy.fields")}</dt><dd>{entry.fields.map(label).join(t("list.and"))}</dd></div>
        <div><dt>{t("privacy.keep")}</dt><dd>{t(`privacy.keep.${entry.keep}`)}</dd></div>
        <div><dt>{t("privacy.see")}</dt><dd>{seenBy(entry)}</dd></div>
    </dl>
</section>;

export default function PrivacyPage({ boot }) {
    return <Frame>
        <div class="work">
            <h1>{t("privacy.title")}</h1>
            <p>{t("privacy.lead")}</p>
            <h2>{t("privacy.table")}</h2>
            {boot.data.classes.map((entry) => <Class key={entry.name} entry={entry} />)}
            <p class="about">{t("privacy.edition", { edition: boot.data.edition })}</p>
            <h2>{t("privacy.besides")}</h2>
            {["accounts", "introductions", "saved", "log"].map((what) => <p key={what}>{t(`privacy.besides.${what}`)}</p>)}
            <h2>{t("privacy.rights")}</h2>
            <p>{t("privacy.rights.text", { days: boot.data.days })}</p>
            <h2 id="request">{t("privacy.request")}</h2>
            <Request button={t("privacy.go")} />
        </div>
    </Frame>;
}
