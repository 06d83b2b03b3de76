// SPDX-License-Identifier: GPL-3.0-or-later
// Makes a judged set of English keywords → Chinese abstracts: a paper's keywords, translated by
// the table of terms, must find the paper. Pairs that only the chosen papers have are held out of the
// table, so that most of what is asked has to be derived from other pairs.
//   node translations.mjs SHARED TERMS.tsv OUT   SHARED/data/chinaxiv_papers.jsonl.gz and
//                                                SHARED/eval/chinaxiv/docs.tsv are read
import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const [shared, termsFile, out] = process.argv.slice(2);
const [LEAST, ONE_IN] = [3, 3]; // keywords of a paper; of such papers a third is asked for
const plain = (text) => text.normalize("NFKC").toLowerCase().trim();
const lines = (path) => readFileSync(path, "utf8").split("\n").filter((line) => line && line[0] !== "#");

const table = new Map(); // Chinese keyword → its likeliest pair
const pairs = lines(termsFile).slice(1).map((line) => {
    const [text, other, , seen] = line.split("\t");
    const pair = { line, text, other, seen: Number(seen), asked: 0 };
    if (!table.has(plain(text))) table.set(plain(text), pair);
    return pair;
});
const docs = join(shared, "eval/chinaxiv/docs.tsv");
const there = new Set(lines(docs).map((line) => line.split("\t")[0]));
const papers = gunzipSync(readFileSync(join(shared, "data/chinaxiv_papers.jsonl.gz"))).toString().split("\n")
    .filter(Boolean).map((line) => JSON.parse(line))
    .map(({ ref, keywords }) => ({ ref, pairs: keywords.map((word) => table.get(plain(word))).filter(Boolean) }))
    .filter(({ ref, pairs }) => there.has(ref) && pairs.length >= LEAST)
    .filter(({ ref }) => createHash("sha256").update(ref).digest()[0] % ONE_IN === 0);
for (const paper of papers) for (const pair of paper.pairs) pair.asked++;
const kept = pairs.filter((pair) => pair.seen > pair.asked);

copyFileSync(docs, join(out, "docs.tsv"));
writeFileSync(join(out, "queries.tsv"), papers.map(({ ref, pairs }) => `${ref}\t${pairs.map((pair) => pair.other).join(" ")}\n`).join(""));
writeFileSync(join(out, "qrels.tsv"), papers.map(({ ref }) => `${ref} 0 ${ref} 1\n`).join(""));
writeFileSync(join(out, "terms.tsv"), ["text\tother\trelation\tseen\torigin", ...kept.map((pair) => pair.line)].join("\n") + "\n");
const asked = papers.reduce((sum, { pairs }) => sum + pairs.length, 0);
const known = papers.reduce((sum, { pairs }) => sum + pairs.filter((pair) => pair.seen > pair.asked).length, 0);
console.log(`pairs held out\t${pairs.length - kept.length}\nasked keywords still in the table\t${(known / asked).toFixed(3)}`);
