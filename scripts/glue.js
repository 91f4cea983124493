/** wasm-bindgen's glue as a factory, so that every instance has its own. */

/** The wasm's exports, as the glue uses them. */
const EXPORT_OF_WASM = /\bwasm\.(\w+)/g;
/** One of our modules, as wasm-bindgen copies it. */
const SNIPPET = /\.\/snippets\/[^/]+\/src\/(\w+)\.js/;

/**
 * wasm-bindgen's glue keeps its instance and views of that instance's memory in module variables. In a
 * function, each instance has its own, and nothing happens at import.
 *
 * @param {string} glue as wasm-bindgen writes it for bundlers
 * @param {{ imports: [string, string, string][], exports: Map<string, string> }} names what wasm-opt calls the
 *   wasm's imports (module, name, short name) and exports (short names by name)
 */
export function glueModule(glue, { imports, exports }) {
  /** The names that are imported from each of our modules. */
  const modules = new Map();
  const importFrom = (path, name) => {
    const module = SNIPPET.exec(path)?.[1];
    if (!module) throw new Error(`the glue lacks ${name}`);
    modules.set(module, [...(modules.get(module) ?? []), name]);
  };
  const functions = new Set();
  const body = glue
    .replace(/^import \{ (.*) \} from '(.*)';\n/gm, (_, names, path) => {
      for (const name of names.split(", ")) importFrom(path, name);
      return "";
    })
    .replace(/^export function (\w+)/gm, (_, name) => {
      functions.add(name);
      return `function ${name}`;
    })
    .replace(EXPORT_OF_WASM, (_, name) => `wasm.${shortName(exports, name)}`)
    .trim();
  if (/^\s*(import|export)\b/m.test(body)) throw new Error("the glue imports or exports more");
  const imported = imports.map(([path, name, short]) => {
    // What needs no conversion is imported without glue.
    if (!functions.has(name)) importFrom(path, name);
    return `${short}: ${name}`;
  });
  const statements = [...modules].map(
    ([module, names]) => `import { ${names.join(", ")} } from "../${module}.js";\n`,
  );
  return `${statements.join("")}
export function createGlue() {
// Not the global one: fake timers replace it, and it would never run.
const queueMicrotask = (run) => Promise.resolve().then(run);
// Rust drops every closure itself, and to register each one costs a tenth of a call.
const FinalizationRegistry = undefined;
// Jest's jsdom lacks them.
const { TextDecoder, TextEncoder } =
  globalThis.TextDecoder ? globalThis : (globalThis.process?.getBuiltinModule?.("node:util") ?? {});
${body}
return {
  imports: { a: { ${imported.join(", ")} } },
  start(exports) {
    __wbg_set_wasm(exports);
    wasm.${shortName(exports, "__wbindgen_start")}();
  },
  listAccounts,
};
}
`;
}

function shortName(names, name) {
  const short = names.get(name);
  if (!short) throw new Error(`the wasm does not export ${name}`);
  return short;
}
