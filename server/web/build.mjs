// SPDX-License-Identifier: GPL-3.0-or-later
// Bundles the page into dist/: shell.html, assets with a content hash (and their .gz), the
// files of public/. The server fills {{lang}}, {{title}} and {{boot}}.
import { build } from "esbuild";
import { gzipSync } from "node:zlib";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";

/* Texts by group, the first part of a key: those that i18n/pages.json gives to pages are loaded with these
   pages only, the others with each. texts/files is the list of the files this makes. */
const pageGroups = JSON.parse(readFileSync("i18n/pages.json", "utf8"));
const given = new Set(Object.values(pageGroups).flat());
function textsOf(lang, page) {
    const wanted = page ? (group) => pageGroups[page].includes(group) : (group) => !given.has(group);
    return Object.fromEntries(Object.entries(JSON.parse(readFileSync(`i18n/${lang}.json`, "utf8")))
        .filter(([key]) => wanted(key.split(".")[0])));
}
const textFiles = ["zh", "en"].flatMap((lang) => [lang, ...Object.keys(pageGroups).map((page) => `${lang}-${page}`)]);
const texts = {
    name: "texts",
    setup({ onLoad, onResolve }) {
        onResolve({ filter: /^texts\// }, ({ path }) => ({ path, namespace: "texts" }));
        onLoad({ filter: /./, namespace: "texts" }, ({ path }) => {
            const name = path.slice("texts/".length);
            return name === "files" ? { contents: `export default {${textFiles.map((file) => `"${file}": () => import("texts/${file}")`)}}` }
                : { contents: JSON.stringify(textsOf(...name.split("-"))), loader: "json" };
        });
    },
};

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist/assets", { recursive: true });
const result = await build({
    entryPoints: ["src/main.jsx", "src/app.css"],
    bundle: true, splitting: true, format: "esm", minify: true, target: "es2018",
    jsx: "automatic", jsxImportSource: "preact",
    outdir: "dist/assets", entryNames: "[name]-[hash]", chunkNames: "[name]-[hash]",
    plugins: [texts], metafile: true, logLevel: "warning",
});
const output = (source) => Object.entries(result.metafile.outputs)
    .find(([, info]) => info.entryPoint === source)[0].replace("dist", "");
writeFileSync("dist/shell.html", readFileSync("src/shell.html", "utf8")
    .replace("{{script}}", output("src/main.jsx"))
    .replace("{{style}}", output("src/app.css")));
cpSync("public", "dist", { recursive: true });
for (const name of readdirSync("dist/assets"))
    writeFileSync(`dist/assets/${name}.gz`, gzipSync(readFileSync(`dist/assets/${name}`), { level: 9 }));
