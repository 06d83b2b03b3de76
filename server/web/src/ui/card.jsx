// SPDX-License-Identifier: GPL-3.0-or-later
// One hit.
import { t, number, lang } from "../i18n.js";
import { canList } from "../shortlist.js";
import { Pick } from "./pick.jsx";
import { Pieces } from "./pieces.jsx";

export function Card({ hit }) {
    const academician = hit.marks.includes("academician");
    const tags = (lang === "en" ? hit.tags_en : hit.tags).filter((tag) => !(academician && /院士|Academician,/.test(tag)));
    return <article class="card">
        <div class="head"><h2><span class={`kind ${hit.kind}`}>{t(`one.${hit.kind}`)}</span>{" "}
            <a href={hit.url + (lang === "en" ? "?lang=en" : "")}><Pieces of={hit.title_parts} /></a>
            {academician && <span class="academician">{t("academician")}</span>}
            {hit.marks.includes("sample") && <span class="sample">{t("sample")}</span>}</h2>{canList(hit.kind) && <Pick id={hit.id} name={hit.title} />}</div>
        <div class="line">
            <p class="about"><Pieces of={hit.subtitle_parts} />{["", hit.year, hit.achievements ? t("achievements", { n: number(hit.achievements) }) : ""]
                .filter((part, i) => part || (i === 0 && hit.subtitle)).join(" · ")}</p>
            {tags.length > 0 && <ul class="tags">{tags.map((tag) => <li key={tag}>{tag}</li>)}</ul>}
        </div>
        {hit.matched.length > 0 && <p class="about">{hit.matched.map(({ field, parts }, i) => <span key={i}>{i > 0 && " · "}
            {field === "text" ? t("matched.text") : <>{t(`facet.${field}`)}{t("colon")}<Pieces of={parts} /></>}</span>)}</p>}
        {hit.snippet.length > 0 && <p class="snippet"><Pieces of={hit.snippet} /></p>}
    </article>;
}
