/**
 * What the crate imports from JavaScript, as the one file that imports nothing which wasm-bindgen takes: src/host.js,
 * made of src/api/entry.js. `node scripts/host.js` writes it.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const tools = createRequire(new URL("../tests/package.json", import.meta.url));
const { buildSync } = tools("esbuild");
const { format } = tools("prettier");

export const FILE = fileURLToPath(new URL("../src/host.js", import.meta.url));
const HEAD = "// Made of src/api/entry.js and what that imports: `make host` writes it.\n\n";

/** @returns {Promise<string>} what has to be in it */
export async function bundleHost() {
  const entry = fileURLToPath(new URL("../src/api/entry.js", import.meta.url));
  const options = { bundle: true, charset: "utf8", format: "esm", target: "es2022", write: false };
  const { outputFiles } = buildSync({ entryPoints: [entry], logLevel: "warning", ...options });
  return HEAD + (await format(outputFiles[0].text, { parser: "babel", printWidth: 100 }));
}

export function readHost() {
  return readFileSync(FILE, "utf8");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, await bundleHost());
