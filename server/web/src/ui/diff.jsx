// SPDX-License-Identifier: GPL-3.0-or-later
// Fields as they were and as they are: [{ field, old, new }].
import { t } from "../i18n.js";

const Cell = ({ text }) => (text ? text : <span class="about">{t("diff.empty")}</span>);

export const Diff = ({ fields }) => <table class="diff">
    <caption class="hidden">{t("diff.caption")}</caption>
    <thead><tr><th scope="col">{t("diff.field")}</th><th scope="col">{t("diff.old")}</th><th scope="col">{t("diff.new")}</th></tr></thead>
    <tbody>{fields.map(({ field, old, new: now }) => <tr key={field}>
        <th scope="row">{t(`field.${field}`)}</th><td class="old"><Cell text={old} /></td><td class="new"><Cell text={now} /></td></tr>)}</tbody>
</table>;
