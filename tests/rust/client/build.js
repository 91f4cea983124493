/** Packs the Rust API as a package with the npm package's name, with an entry for workerd and one for other runtimes. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = fileURLToPath(new URL("../../../target/examples", import.meta.url));
const folder = join(target, "node_modules/datadog-llm-accounts");
const wasm = join(target, "client/index_bg.wasm");

const entry = (module) => `
  import { call, initSync } from ${JSON.stringify(join(target, "client/index.js"))};
  import { createListAccounts } from "./index.js";
  ${module}
  initSync({ module });
  export { AccountsError } from "./index.js";
  export const listAccounts = createListAccounts(call);
`;
const inlined = `const module = Uint8Array.from(atob("${readFileSync(wasm, "base64")}"), (it) => it.charCodeAt(0));`;
const ENTRIES = {
  "index.js": entry(inlined),
  "workerd.js": entry(`import module from "./accounts.wasm";`),
};

mkdirSync(folder, { recursive: true });
cpSync(wasm, join(folder, "accounts.wasm"));
for (const [name, contents] of Object.entries(ENTRIES)) {
  await build({
    stdin: { contents, resolveDir: here },
    outfile: join(folder, name),
    bundle: true,
    format: "esm",
    external: ["*.wasm"],
    // wasm-bindgen names a module once for each function that it imports from there.
    logOverride: { "duplicate-object-key": "silent" },
    logLevel: "warning",
  });
}
const exports = { ".": { workerd: "./workerd.js", default: { default: "./index.js" } } };
const manifest = { name: "datadog-llm-accounts", type: "module", exports };
writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
