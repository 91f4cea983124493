/**
 * Turns what wasm-pack left in `pkg/` into the published package: the entry points of `src/entry/`,
 * the glue as a factory, the wasm inlined, the types, and `pkg.json` merged over the manifest.
 */
import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const pkg = join(root, "pkg");
const read = (name) => readFileSync(join(pkg, name), "utf8");
const write = (name, text) => writeFileSync(join(pkg, name), text);

const BUILT = "datadog_llm_accounts";

/** The features of WebAssembly that rustc uses, as the manifest names them for wasm-opt. */
const FEATURES = readRoot("Cargo.toml").match(/--enable-[\w-]+/g);

const wasm = join(pkg, `${BUILT}_bg.wasm`);
const short = shortenNames(wasm);
const types = read(`${BUILT}.d.ts`);
write("index.d.ts", types);
write("names.js", namesModule(types));
write("glue.js", glueModule(read(`${BUILT}_bg.js`), short));
write("inlined.js", inlinedModule(readFileSync(wasm)));
for (const entry of readdirSync(join(root, "src/entry"))) {
  cpSync(join(root, "src/entry", entry), join(pkg, entry));
}
const manifest = { ...JSON.parse(read("package.json")), ...JSON.parse(readRoot("pkg.json")) };
write("package.json", `${JSON.stringify(manifest, null, 2)}\n`);
for (const built of [
  ".gitignore",
  `${BUILT}.js`,
  `${BUILT}.d.ts`,
  `${BUILT}_bg.js`,
  `${BUILT}_bg.wasm.d.ts`,
]) {
  rmSync(join(pkg, built), { force: true });
}

function readRoot(name) {
  return readFileSync(join(root, name), "utf8");
}

/**
 * Every import and export carries a hash in its name, which no compression makes smaller: 3 KB
 * (brotli) in wasm and glue together.
 */
function shortenNames(file) {
  const args = [file, "-o", file, "--minify-imports-and-exports-and-modules", ...FEATURES];
  const { imports, exports } = JSON.parse(
    execFileSync(join(root, "tests/node_modules/.bin/wasm-opt"), args, { encoding: "utf8" }),
  );
  return {
    imports: new Map(imports.map(([, name, short]) => [name, short])),
    exports: new Map(exports),
  };
}

/**
 * wasm-bindgen's glue keeps its instance and views of that instance's memory in module variables. As
 * a function, it gives each instance its own, and nothing happens at import.
 */
function glueModule(glue, { imports, exports }) {
  const functions = new Set();
  const body = glue
    .replace(/^export function (\w+)/gm, (_, name) => {
      functions.add(name);
      return `function ${name}`;
    })
    .replace(/\bwasm\.(\w+)/g, (_, name) => `wasm.${nameOf(exports, name)}`)
    .trim();
  if (/^\s*(import|export)\b/m.test(body)) throw new Error("the glue imports or exports more");
  const lent = [...imports].map(([name, short]) => {
    if (!functions.has(name)) throw new Error(`the glue lacks ${name}`);
    return `${short}: ${name}`;
  });
  return `// wasm-bindgen's glue, one for each instance.
export function createGlue(host) {
${body}
return {
  imports: { a: { ${lent.join(", ")} } },
  start(exports) {
    __wbg_set_wasm(exports);
    wasm.${nameOf(exports, "__wbindgen_start")}();
  },
  listAccounts,
  resume,
};
}
`;
}

function nameOf(names, name) {
  const short = names.get(name);
  if (!short) throw new Error(`the wasm does not export ${name}`);
  return short;
}

function inlinedModule(bytes) {
  return `export const base64 =\n  "${bytes.toString("base64")}";\n`;
}

/** The lists of names, out of the types that the Rust constants yield. */
function namesModule(text) {
  return ["INTEGRATIONS", "SITES"]
    .map((list) => {
      const found = text.match(new RegExp(`export declare const ${list}: readonly (\\[.*\\]);`));
      if (!found) throw new Error(`the types do not declare ${list}`);
      return `export const ${list} = /* @__PURE__ */ Object.freeze(${found[1]});\n`;
    })
    .join("");
}
