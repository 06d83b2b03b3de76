// SPDX-License-Identifier: GPL-3.0-or-later
// The office's: demands that nobody meets, by discipline, industry and region, to know whom to look for.
import { Frame, langQuery } from "../ui/frame.jsx";
import { Field } from "../ui/form.jsx";
import { useList } from "../ui/list.js";
import { t, lang, number, problemText } from "../i18n.js";

const cell = (gap) => ["discipline", "industry", "region"].map((name) => gap[name]?.label ?? t("gaps.unsaid"));

function Gap({ gap, first }) {
    return <tr>
        <td>{first && cell(gap).map((label, i) => <div key={i}>{label}</div>)}</td>
        <td>{t(`gaps.strength.${gap.strength}`, { n: number(gap.candidates) })}<p class="about">{gap.day}</p></td>
        <td>{gap.demand ? <><a href={gap.demand.url + langQuery()}>{gap.demand.title}</a>
            <p class="about">{gap.terms.join(lang === "en" ? ", " : "、")}</p></> : t("gaps.needs", { n: number(gap.needs) })}</td>
    </tr>;
}

export default function GapsPage() {
    const since = new URLSearchParams(location.search).get("since") ?? "";
    const query = since && `since=${encodeURIComponent(since)}`;
    const { items, problem } = useList(`/reports/gaps?${query}`, "gaps");
    return <Frame>
        <div class="work">
            <h1>{t("gaps.title")}</h1>
            <p>{t("gaps.lead")}</p>
            <form class="form filter" method="get" action="/office/gaps">
                {lang === "en" && <input type="hidden" name="lang" value="en" />}
                <Field name="since" type="date" defaultValue={since} />
                <p class="send"><button type="submit" class="button">{t("gaps.go")}</button>{" "}
                    <a href={`/api/v1/reports/gaps?format=csv${query && `&${query}`}`} download="gaps.csv">{t("gaps.csv")}</a></p>
            </form>
            {problem && <p class="wrong" role="alert">{problemText(problem)}</p>}
            <p role="status">{items && (items.length > 0 ? t("gaps.found", { n: number(items.length) }) : t("gaps.none"))}</p>
            {items?.length > 0 && <table class="diff log">
                <caption class="hidden">{t("gaps.title")}</caption>
                <thead><tr>{["cell", "best", "demand"].map((name) => <th key={name} scope="col">{t(`gaps.${name}`)}</th>)}</tr></thead>
                <tbody>{items.map((gap, i) => <Gap key={gap.demand?.id ?? i} gap={gap} first={i === 0 || cell(items[i - 1]).join() !== cell(gap).join()} />)}</tbody>
            </table>}
        </div>
    </Frame>;
}
