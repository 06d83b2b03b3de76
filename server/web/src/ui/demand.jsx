// SPDX-License-Identifier: GPL-3.0-or-later
// A demand's life: publishing it, ending it.
import { useState } from "preact/hooks";
import { useLazy } from "./lazy.js";
import { call } from "../api.js";
import { t, problemText } from "../i18n.js";

export const number = (id) => id.split(":")[1];
export const DemandStatus = ({ of }) => <span class={`state ${of}`}>{t(`demand.${of}`)}</span>;

const explain = (problem) => (problem.code === "conflict" ? t("demand.conflict") : problemText(problem));
const move = (demand, body) => call("POST", `/demands/${number(demand.id)}/status`, body, { version: demand.version });

/** Publish and end, for a demand { id, title, status, version } of one's own; moved(record as it is now). */
export function DemandMoves({ demand, moved }) {
    const [closing, setClosing] = useState(false);
    const [Closing, fetchClosing] = useLazy(() => import("./closing.jsx"));
    const [problem, setProblem] = useState(null);
    const publish = () => confirm(t("demand.publish.ask", { title: demand.title }))
        && move(demand, { status: "open" }).then((now) => { setProblem(null); moved(now); }, setProblem);
    return <>
        {demand.status === "draft" && <button type="button" class="pick" aria-label={t("pair", { name: t("demand.publish"), value: demand.title })} onClick={publish}>{t("demand.publish")}</button>}
        {demand.status !== "closed" && <button type="button" class="link" aria-label={t("pair", { name: t("demand.close"), value: demand.title })} onClick={() => fetchClosing().then(() => setClosing(true))}>{t("demand.close")}</button>}
        {problem && <p class="wrong" role="alert">{explain(problem)}</p>}
        {closing && <Closing demand={demand} move={(body) => move(demand, body)} moved={moved} explain={explain} close={() => setClosing(false)} />}
    </>;
}
