/**
 * What wasm-pack's `--target bundler` leaves, made small and fit for every entry: short names in the
 * wasm, and the glue as a factory.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const WASM_OPT = fileURLToPath(new URL("../tests/node_modules/.bin/wasm-opt", import.meta.url));

/**
 * Every import and export carries a hash in its name, which no compression makes smaller: 3 KB
 * (brotli) in wasm and glue together. The sections that say which tools made the file go, too.
 *
 * @param {string} file the wasm, which is replaced
 * @param {string[]} features the features of WebAssembly that rustc uses, as wasm-opt's options
 */
export function shortenNames(file, features) {
  const args = ["--strip-producers", "--strip-target-features"];
  args.push("--minify-imports-and-exports-and-modules", ...features, file, "-o", file);
  const { imports, exports } = JSON.parse(execFileSync(WASM_OPT, args, { encoding: "utf8" }));
  return {
    imports: new Map(imports.map(([, name, short]) => [name, short])),
    exports: new Map(exports),
  };
}

/**
 * wasm-bindgen's glue keeps its instance and views of that instance's memory in module variables. As
 * a function, it gives each instance its own, and nothing happens at import.
 */
export function glueModule(glue, { imports, exports }) {
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
