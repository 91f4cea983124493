/** wasm-bindgen's glue, made fit for every entry. */

/**
 * wasm-bindgen's glue keeps its instance and views of that instance's memory in module variables. As
 * a function, it gives each instance its own, and nothing happens at import.
 */
export function glueModule(glue, { imports, exports }) {
  const functions = new Set();
  const body = needed(glue)
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
  request,
  check,
  judge,
  rateLimit,
};
}
`;
}

/** Without what is for engines that lack `encodeInto`, of before 2021, and for a wasm that cannot reallocate. */
function needed(glue) {
  const unneeded = [
    /if \(!\('encodeInto' in cachedTextEncoder\)\) \{\n.*?\n\}\n/s,
    /if \(realloc === undefined\) \{\n.*?\n {4}\}\n/s,
  ];
  return unneeded.reduce((rest, part) => {
    if (!part.test(rest)) throw new Error(`the glue lacks ${part}`);
    return rest.replace(part, "");
  }, glue);
}

function nameOf(names, name) {
  const short = names.get(name);
  if (!short) throw new Error(`the wasm does not export ${name}`);
  return short;
}
