/** wasm-bindgen's glue, made fit for every entry. */

/** What the core has no use for, and only makes it larger. */
const UNNEEDED = [
  // A table of JavaScript's values: none is handed over (src/entry/host.js).
  /export function __wbindgen_init_externref_table\(\) \{\n.*?\n\}\n/s,
  // For engines of before 2021.
  /if \(!\('encodeInto' in cachedTextEncoder\)\) \{\n.*?\n\}\n/s,
  // For a wasm that cannot reallocate.
  /if \(realloc === undefined\) \{\n.*?\n {4}\}\n/s,
];

const EXPORT_OF_WASM = /\bwasm\.(\w+)/g;

export function cutGlue(glue) {
  return UNNEEDED.reduce((rest, part) => {
    if (!part.test(rest)) throw new Error(`the glue lacks ${part}`);
    return rest.replace(part, "");
  }, glue);
}

/** The names of the wasm's exports that the glue uses. */
export function exportsUsed(glue) {
  return new Set([...glue.matchAll(EXPORT_OF_WASM)].map(([, name]) => name));
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
    .replace(EXPORT_OF_WASM, (_, name) => `wasm.${nameOf(exports, name)}`)
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
  start: __wbg_set_wasm,
  request,
  check,
  judge,
  rateLimit,
};
}
`;
}

function nameOf(names, name) {
  const short = names.get(name);
  if (!short) throw new Error(`the wasm does not export ${name}`);
  return short;
}
