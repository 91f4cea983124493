/**
 * Turns what wasm-pack left in `pkg/` into the published package: the entry points of `src/entry/`,
 * the glue as a factory, the wasm inlined, the types, and `pkg.json` merged over the manifest.
 */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const pkg = join(root, "pkg");
const read = (name) => readFileSync(join(pkg, name), "utf8");
const write = (name, text) => writeFileSync(join(pkg, name), text);

const BUILT = "datadog_llm_accounts";

const types = read(`${BUILT}.d.ts`);
write("index.d.ts", types);
write("names.js", namesModule(types));
write("glue.js", glueModule(read(`${BUILT}_bg.js`)));
write("inlined.js", inlinedModule(readFileSync(join(pkg, `${BUILT}_bg.wasm`))));
for (const entry of readdirSync(join(root, "src/entry"))) {
  cpSync(join(root, "src/entry", entry), join(pkg, entry));
}
const manifest = { ...JSON.parse(read("package.json")), ...JSON.parse(readRoot("pkg.json")) };
write("package.json", `${JSON.stringify(manifest, null, 2)}\n`);
for (const unpublished of [".gitignore", `${BUILT}.js`, `${BUILT}.d.ts`, `${BUILT}_bg.js`]) {
  rmSync(join(pkg, unpublished), { force: true });
}
rmSync(join(pkg, `${BUILT}_bg.wasm.d.ts`), { force: true });

function readRoot(name) {
  return readFileSync(join(root, name), "utf8");
}

/**
 * wasm-bindgen's glue keeps its instance and views of that instance's memory in module variables. As
 * a function, it gives each instance its own, and nothing happens at import.
 */
function glueModule(glue) {
  const names = [];
  const body = glue
    .replace(/^export function (\w+)/gm, (_, name) => {
      names.push(name);
      return `function ${name}`;
    })
    .trim();
  if (/^\s*(import|export)\b/m.test(body))
    throw new Error("the glue has an import or another export");
  if (!names.includes("__wbg_set_wasm")) throw new Error("the glue does not take an instance");
  return `// wasm-bindgen's glue, one for each instance.\nexport function createGlue() {\n${body}\nreturn {\n  ${names.join(",\n  ")},\n};\n}\n`;
}

function inlinedModule(wasm) {
  return `export const base64 =\n  "${wasm.toString("base64")}";\n`;
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
