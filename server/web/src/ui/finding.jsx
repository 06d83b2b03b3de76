// SPDX-License-Identifier: GPL-3.0-or-later
// Why somebody should be brought together with care, and the records it rests on.
import { langQuery } from "./frame.jsx";
import { lang } from "../i18n.js";

export const Finding = ({ f }) => <>{lang === "en" ? f.text_en : f.text}
    {f.evidence.map((e) => <a key={e.id} href={e.url + langQuery()}>{e.title}</a>)}</>;
