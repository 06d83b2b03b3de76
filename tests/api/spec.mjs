// SPDX-License-Identifier: GPL-3.0-or-later
// Answers are held to schema/api/openapi.yaml.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load, root } from "./support.mjs";

export const spec = load("yaml").parse(readFileSync(join(root, "schema/api/openapi.yaml"), "utf8"));
const ajv = new (load("ajv/dist/2020").default)({ strict: false, validateFormats: false }); // it knows no formats of strings
ajv.addSchema(spec, "spec");

/** The body, which is what a schema of the document says. */
export function hold(schema, body) {
    const validate = ajv.getSchema(`spec#/components/schemas/${schema}`);
    assert.ok(validate(body), `${schema}: ${JSON.stringify(validate.errors?.slice(0, 3))} ${JSON.stringify(body)?.slice(0, 600)}`);
    return body;
}
