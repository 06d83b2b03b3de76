// SPDX-License-Identifier: GPL-3.0-or-later
// The privacy statement, from the tables of visibility and of holdings the server follows, and a
// request of one's own.
import { Frame } from "../ui/frame.jsx";
import { Request } from "../ui/request.jsx";
import { t, lang } from "../i18n.js";

const side = (text) => text.split(" / ")[lang === "en" ? 1 : 0];
const who = (role) => t(role === "owner" ? "privacy.owner" : `role.${role}`);
const list = (parts, none) => parts.length > 0 ? parts.join(t("list.and")) : t(none);

function seenBy(entry) {
    if (entry.see.includes("visitor")) return list([t("privacy.everybody"), ...(entry.hide ? [t("privacy.hide")] : [])]);
    return list([...entry.see.map(who), ...(entry.masked ?? []).map((role) => t("privacy.masked", { who: who(role) }))], "privacy.nobody");
}

/* Every kind of record has a title; of a person it is the name. */
const label = (name) => t(name === "title" ? "field.name" : `field.${name}`);

const Statement = ({ entry, title, rows }) => <section class="card statement">
    <h3>{side(title)}</h3>
    <dl>
        {[...rows, ["privacy.keep", t(`privacy.keep.${entry.keep}`, { days: entry.days })], ["privacy.see", seenBy(entry)],
            ["privacy.edit", list(entry.edit.map(who), "privacy.nobody")]].map(([name, text]) => <div key={name}><dt>{t(name)}</dt><dd>{text}</dd></div>)}
    </dl>
</section>;

export default function PrivacyPage({ boot }) {
    return <Frame>
        <div class="work">
            <h1>{t("privacy.title")}</h1>
            <p>{t("privacy.lead")}</p>
            <h2>{t("privacy.table")}</h2>
            {boot.data.classes.map((entry) => <Statement key={entry.name} entry={entry} title={entry.purpose} rows={[["privacy.fields", entry.fields.map(label).join(t("list.and"))]]} />)}
            <h2>{t("privacy.besides")}</h2>
            {boot.data.holdings.map((entry) => <Statement key={entry.name} entry={entry} title={entry.title} rows={[["privacy.what", side(entry.what)], ["privacy.purpose", side(entry.purpose)]]} />)}
            <p class="about">{t("privacy.edition", { edition: boot.data.edition })}</p>
            <h2>{t("privacy.rights")}</h2>
            <p>{t("privacy.rights.text", { days: boot.data.days })}</p>
            <h2 id="request">{t("privacy.request")}</h2>
            <Request button={t("privacy.go")} help={t("privacy.text.help")} />
        </div>
    </Frame>;
}
