// SPDX-License-Identifier: GPL-3.0-or-later
// A list of the API, loaded when the page opens and again after each change; none without a path.
import { useEffect, useState } from "preact/hooks";
import { ask } from "../api.js";

export function useList(path, name) {
    const [items, setItems] = useState(null);
    const [problem, setProblem] = useState(null);
    const load = () => ask(path).then((body) => { setProblem(null); setItems(body[name]); }, setProblem);
    useEffect(() => { if (path) load(); }, [path]);
    return { items, problem, setProblem, load };
}
