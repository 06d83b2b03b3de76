// SPDX-License-Identifier: GPL-3.0-or-later
// Whom a need is for and who may answer it, beside the need itself.
import { t } from "../i18n.js";
import { who } from "../who.js";

const sizes = ["large", "medium", "small", "micro"];

/** value: members of a match's body; change gets them whole. */
export function MatchFilters({ value, change }) {
    const tick = (name, label, on, members) => <label><input type="checkbox" name={name} checked={on}
        onChange={(event) => change({ ...value, ...members(event.target.checked) })} /> {t(label)}</label>;
    return <details class="more">
        <summary>{t("match.filters")}</summary>
        <div class="send">
            <label>{t("match.size")} <select name="for_size" value={value.for_size ?? ""}
                onChange={(event) => change({ ...value, for_size: event.target.value || undefined })}>
                <option value="">{t(who?.role === "enterprise" ? "match.size.own" : "match.size.any")}</option>
                {sizes.map((size) => <option key={size} value={size}>{t(`match.size.${size}`)}</option>)}
            </select></label>
            {tick("available", "match.available", value.filters !== undefined, (on) => ({ filters: on ? { availability: ["open"] } : undefined }))}
            {["enterprise", "office"].includes(who?.role) && tick("free", "match.free", value.free === true, (on) => ({ free: on || undefined }))}
        </div>
    </details>;
}
