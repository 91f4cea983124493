/**
 * Turns what wasm-pack left in `pkg/` into the published package: the entry points of `src/entry/`,
 * the glue as a factory, the wasm as a file and inlined, the entries for `require`, the types, the
 * licences, and `pkg.json` merged over the manifest.
 */
import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cutGlue, exportsUsed, glueModule } from "./glue.js";
import { notices } from "./notices.js";
import { optimize } from "./optimize.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const pkg = join(root, "pkg");
const read = (name) => readFileSync(join(pkg, name), "utf8");
const write = (name, text) => writeFileSync(join(pkg, name), text);
const readRoot = (name) => readFileSync(join(root, name), "utf8");

const tools = createRequire(join(root, "tests/package.json"));
const { build } = tools("esbuild");
const zopfli = tools("@gfx/zopfli");

const BUILT = "datadog_llm_accounts";
const WASM = join(pkg, "accounts.wasm");

renameSync(join(pkg, `${BUILT}_bg.wasm`), WASM);
const glue = cutGlue(read(`${BUILT}_bg.js`));
write("glue.js", glueModule(glue, optimize(WASM, exportsUsed(glue))));
write("build.js", markBuild());
write("inlined.js", await inlinedModule(readFileSync(WASM)));
const types = read(`${BUILT}.d.ts`);
write("names.js", namesModule(types));
for (const entry of readdirSync(join(root, "src/entry"))) {
  // The entries are at the root of the package, beside `edge/`.
  write(entry, readRoot(join("src/entry", entry)).replace('"../edge/', '"./edge/'));
}
cpSync(join(root, "src/edge"), join(pkg, "edge"), { recursive: true });
for (const entry of ["index", "slim", "edge"]) await addRequired(entry);
write("index.d.cts", types);
write("THIRD_PARTY_NOTICES.txt", notices(root));
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

/**
 * Names the build in the wasm, as an empty section, and in the script that goes with it. The short
 * names mean something else in each build: a wasm of another one would start, and then do anything.
 */
function markBuild() {
  const wasm = readFileSync(WASM);
  const glue = read("glue.js");
  const name = createHash("sha256").update(wasm).update(glue).digest("hex").slice(0, 8);
  const section = Buffer.from([0, name.length + 1, name.length, ...Buffer.from(name)]);
  writeFileSync(WASM, Buffer.concat([wasm, section]));
  return `export const build = "${name}";\n`;
}

/** Deflated before it is base64: 6 KB (brotli) less, 2 KB of it by zopfli's patience. */
async function inlinedModule(bytes) {
  const deflated = Buffer.from(await zopfli.deflateAsync(bytes, { numiterations: 15 }));
  return `export const deflated =\n  "${deflated.toString("base64")}";\n`;
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

/** An entry as one CommonJS file: Jest and Node before 20.19 cannot require an ES module. */
async function addRequired(entry) {
  await build({
    entryPoints: [join(pkg, `${entry}.js`)],
    outfile: join(pkg, `${entry}.cjs`),
    bundle: true,
    charset: "utf8",
    format: "cjs",
    logLevel: "warning",
    logOverride: { "empty-import-meta": "error" },
    platform: "neutral",
    target: "es2022",
  });
}
