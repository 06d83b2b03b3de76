// The sample is as large and as varied as the README says. Usage: sample.mjs FOLDER of an export as JSON Lines.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (plural) =>
  readFileSync(join(process.argv[2], `${plural}.jsonl`), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .filter((record) => record.origin === 'sample');

const least = {
  experts: 200, workstations: 30, societies: 30, organisations: 60, proposals: 80, achievements: 300, demands: 20, events: 5,
};
for (const [plural, count] of Object.entries(least)) {
  assert.ok(read(plural).length >= count, `${plural}: ${read(plural).length} of ${count}`);
}
const grassRoots = read('organisations').filter((o) => o.organisation_type?.startsWith('grassroots_')).length;
assert.ok(read('societies').length + grassRoots >= 40, 'societies and grass-roots associations');

// 300 to 1,200 characters each, and no two alike: less than one 4-gram in twenty shared
const grams = (text) => new Set(Array.from({ length: text.length - 3 }, (_, i) => text.slice(i, i + 4)));
const proposals = read('proposals').map((p) => ({ ref: p.ref, text: p.problem + p.analysis + p.measures }));
for (const p of proposals) {
  assert.ok(p.text.length >= 300 && p.text.length <= 1200, `${p.ref}: ${p.text.length} characters`);
  p.grams = grams(p.text);
}
for (const [i, a] of proposals.entries()) {
  for (const b of proposals.slice(0, i)) {
    const shared = [...a.grams].filter((g) => b.grams.has(g)).length;
    assert.ok(shared < a.grams.size / 20, `${a.ref} and ${b.ref} are alike`);
  }
}

// an achievement belongs to an expert of the sample, and never to a real person
const invented = new Set(read('experts').map((e) => e.ref));
for (const a of read('achievements')) {
  assert.ok(a.contributors.length > 0, a.ref);
  for (const c of a.contributors) assert.ok(invented.has(c.ref), `${a.ref}: ${JSON.stringify(c)}`);
}
