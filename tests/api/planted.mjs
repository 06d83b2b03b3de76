// SPDX-License-Identifier: GPL-3.0-or-later
// The tables the program prints, and records with a secret in every field that is not for everybody.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { program } from "./support.mjs";

export const plural = { expert: "experts", workstation: "workstations", society: "societies", organisation: "organisations", proposal: "proposals", achievement: "achievements", demand: "demands", event: "events" };
const lines = (option) => execFileSync(program, [option]).toString().trim().split("\n").map((line) => line.split("\t"));
export const routes = lines("--routes").map(([method, path, answer, roles]) => ({ method, path, answer, roles: roles.split(",") }));
const rows = lines("--fields").map(([kind, name, cls, keep, purpose, ...views]) => ({ kind, name, cls, keep, purpose,
    views: Object.fromEntries(views.map((view) => { const [role, what] = view.split("="); const [others, own, edit, editOwn] = what.split("/"); return [role, { others, own, edit: edit === "edit", editOwn: editOwn === "edit" }]; })) }));
export const fields = rows.filter(({ kind }) => kind in plural), holdings = rows.filter(({ kind }) => !(kind in plural)); // of records; of what is held beside them
export const roles = Object.keys(fields[0].views);

// One record a kind with every private field filled; what is planted is found nowhere else.
export const planted = { phone: "19987654321", email: "plantedmail@plant.example", contact: "秘密联系人", instruction: "秘密批示内容", budget: "87654321", max_load: "937",
    birth_year: "1931", gender: "女性", consent_purpose: "秘密授权用途", consent_date: "2001-02-03", consent_scope: "秘密授权范围",
    avoid_experts: "秘密回避专家", avoid_organisations: "秘密回避单位" };
export const needle = { ...planted, gender: '"gender"' };

/** Files of two records a kind: the first has the secrets, the second nothing. extra: columns by kind of the first. */
export function plant(data, extra = {}) {
    for (const kind of Object.keys(plural)) {
        const title = ["expert", "workstation", "society", "organisation"].includes(kind) ? "name" : "title";
        const secret = fields.filter((field) => field.kind === kind && field.name in planted).map(({ name }) => name);
        const more = { ...(kind === "demand" ? { organisation: "@organisation1" } : {}), ...extra[kind] };
        writeFileSync(join(data, `${plural[kind]}.csv`), ["ref", title, "summary", ...secret, ...Object.keys(more)].join() + "\n" +
            [`${kind}1`, `公开的${kind}`, "煤化工废水", ...secret.map((name) => planted[name]), ...Object.values(more)].join() + "\n" +
            [`${kind}2`, `别人的${kind}`, "石榴", ...secret.map(() => ""), ...Object.keys(more).map(() => "")].join() + "\n");
    }
}
