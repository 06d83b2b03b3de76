// SPDX-License-Identifier: GPL-3.0-or-later
// A part of the page that is fetched when it is wanted: [null or the component, fetch it].
import { useState } from "preact/hooks";

export function useLazy(load) {
    const [Part, setPart] = useState(null);
    return [Part, async () => { const { default: part } = await load(); setPart(() => part); }];
}
