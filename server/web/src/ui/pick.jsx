// SPDX-License-Identifier: GPL-3.0-or-later
// Onto the shortlist, and off it again.
import { t } from "../i18n.js";
import { MOST, toggle, useShortlist } from "../shortlist.js";

/** off: the text to take it off with, where everybody shown is on the list. */
export function Pick({ id, name, off = "pick.on" }) {
    const { ids } = useShortlist(), on = ids.includes(id), full = !on && ids.length >= MOST;
    const text = t(on ? off : full ? "pick.full" : "pick.add");
    return <button type="button" class={`pick${on ? " on" : ""}`} disabled={full} aria-label={t("pair", { name: text, value: name })}
        onClick={() => toggle(id)}>{text}</button>;
}
