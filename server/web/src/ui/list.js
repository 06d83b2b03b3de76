// SPDX-License-Identifier: GPL-3.0-or-later
// A list of the API, loaded when the page opens and again after each change; none without a path.
import { useEffect, useState } from "preact/hooks";
import { ask } from "../api.js";

export function useList(path, name) {
    const [answer, setAnswer] = useState(null);
    const [problem, setProblem] = useState(null);
    const load = () => ask(path).then((body) => { setProblem(null); setAnswer(body); }, setProblem);
    useEffect(() => { if (path) load(); }, [path]);
    return { items: answer && answer[name], answer, problem, setProblem, load };
}
