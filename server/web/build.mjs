// SPDX-License-Identifier: GPL-3.0-or-later
// Bundles the page into dist/: shell.html, assets with a content hash (and their .gz), the
// files of public/. The server fills {{lang}}, {{title}} and {{boot}}.
import { build } from "esbuild";
import { gzipSync } from "node:zlib";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist/assets", { recursive: true });
const result = await build({
    entryPoints: ["src/main.jsx", "src/app.css"],
    bundle: true, splitting: true, format: "esm", minify: true, target: "es2018",
    jsx: "automatic", jsxImportSource: "preact",
    outdir: "dist/assets", entryNames: "[name]-[hash]", chunkNames: "[name]-[hash]",
    metafile: true, logLevel: "warning",
});
const output = (source) => Object.entries(result.metafile.outputs)
    .find(([, info]) => info.entryPoint === source)[0].replace("dist", "");
writeFileSync("dist/shell.html", readFileSync("src/shell.html", "utf8")
    .replace("{{script}}", output("src/main.jsx"))
    .replace("{{style}}", output("src/app.css")));
cpSync("public", "dist", { recursive: true });
for (const name of readdirSync("dist/assets"))
    writeFileSync(`dist/assets/${name}.gz`, gzipSync(readFileSync(`dist/assets/${name}`), { level: 9 }));
