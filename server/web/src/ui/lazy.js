// SPDX-License-Identifier: GPL-3.0-or-later
// A part of the page that is fetched when it is wanted, with its texts: [null or the component, fetch it].
import { useState } from "preact/hooks";
import { moreTexts } from "../i18n.js";

/** name: of ui/{name}.jsx, and its row of i18n/pages.json */
export function useLazy(name, load) {
    const [Part, setPart] = useState(null);
    return [Part, async () => { const [{ default: part }] = await Promise.all([load(), moreTexts(name)]); setPart(() => part); }];
}
