/** What wasm-bindgen leaves, made small. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const tools = createRequire(new URL("../tests/package.json", import.meta.url));
const { default: binaryen } = await import(pathToFileURL(tools.resolve("binaryen")));
const WASM_OPT = fileURLToPath(new URL("../tests/node_modules/.bin/wasm-opt", import.meta.url));

/** The features of WebAssembly that rustc uses, one by one. */
const FEATURES = [
  "bulk-memory",
  "nontrapping-float-to-int",
  "sign-ext",
  "mutable-globals",
  "reference-types",
  "multivalue",
];

/** What formats a panic's text: the panic handler (src/lib.rs) has no use for it, but the compiler does not see that. */
const OF_PANICS =
  /^(<.+ as core(\[\w+\])?::fmt::(Display|Debug)>::fmt|<?core(\[\w+\])?::(fmt|panicking)::.+|alloc(\[\w+\])?::(alloc::handle_alloc_error|raw_vec::handle_error))$/;

/**
 * Every import and export carries a hash in its name, which no compression makes smaller: 3 KB (brotli) in
 * wasm and glue together. They get short names; the sections that say which tools made the file go.
 *
 * @param {string} file the wasm, which is replaced
 * @param {Set<string>} used the exports that are called: the others go, and what only they keep
 */
export function optimize(file, used) {
  cut(file, used);
  wasmOpt(file, [
    // Below the first KB lies the end of the stack alone: nothing that a pointer and an offset lead to.
    "--low-memory-unused",
    ...["-Oz", "--converge"],
    ...["--strip-producers", "--strip-target-features"],
  ]);
  const names = wasmOpt(file, ["--minify-imports-and-exports-and-modules"]);
  const { imports, exports } = JSON.parse(names);
  return {
    imports: new Map(imports.map(([, name, short]) => [name, short])),
    exports: new Map(exports),
  };
}

function wasmOpt(file, passes) {
  const args = [...FEATURES.map((name) => `--enable-${name}`), ...passes, file, "-o", file];
  return execFileSync(WASM_OPT, args, { encoding: "utf8" });
}

/** A panic is a trap at once: nothing else of it can be seen. */
function cut(file, used) {
  const module = binaryen.readBinary(readFileSync(file));
  let panics = 0;
  for (let index = 0; index < module.getNumFunctions(); index++) {
    const found = module.getFunctionByIndex(index);
    const { name, body } = binaryen.getFunctionInfo(found);
    if (!body || !OF_PANICS.test(name)) continue;
    binaryen.Function.setBody(found, module.unreachable());
    panics++;
  }
  if (panics === 0) throw new Error("the wasm names none of the functions that panics call");
  for (let index = module.getNumExports() - 1; index >= 0; index--) {
    const { name } = binaryen.getExportInfo(module.getExportByIndex(index));
    if (!used.has(name)) module.removeExport(name);
  }
  // Nor where it was: the places' names stay in the memory's first content, and zeros compress to nothing.
  const text = Buffer.from(module.emitBinary()).toString("latin1");
  const blank = text.replace(/\/rustc\/[\da-f]{40}\/[\w/-]+\.rs|src\/\w+\.rs/g, ({ length }) =>
    "\0".repeat(length),
  );
  writeFileSync(file, blank, "latin1");
}
