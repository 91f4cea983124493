/**
 * Turns what wasm-pack left in `pkg/` into the published package: each entry point of `src/entry/` as one
 * file for `import` and one for `require`, the wasm as a file and inlined, the types, the licences, and
 * `pkg.json` merged over the manifest.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { glueModule } from "./glue.js";
import { notices } from "./notices.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const pkg = join(root, "pkg");
// The entries beside the modules that are generated for them, to be bundled.
const sources = join(root, "target/package");
const read = (name) => readFileSync(join(pkg, name), "utf8");
const write = (name, text) => writeFileSync(join(pkg, name), text);
const generate = (name, text) => writeFileSync(join(sources, "entry", name), text);

const tools = createRequire(join(root, "tests/package.json"));
const { build } = tools("esbuild");
const zopfli = tools("@gfx/zopfli");
const WASM_OPT = join(root, "tests/node_modules/.bin/wasm-opt");

const BUILT = "datadog_llm_accounts";
const WASM = join(pkg, "accounts.wasm");

/** Each entry, and whether `require` finds it too. */
const ENTRIES = {
  index: true,
  slim: true,
  edge: true,
  workerd: false,
  "edge-light": false,
  "edge-workerd": false,
  "edge-edge-light": false,
  "edge-durable": false,
};

/** The features of WebAssembly that rustc uses, one by one. */
const FEATURES = [
  "bulk-memory",
  "nontrapping-float-to-int",
  "sign-ext",
  "mutable-globals",
  "reference-types",
  "multivalue",
].map((name) => `--enable-${name}`);

rmSync(sources, { recursive: true, force: true });
mkdirSync(sources, { recursive: true });
cpSync(join(root, "src"), sources, {
  recursive: true,
  filter: (path) => !path.endsWith(".rs"),
});

const glue = glueModule(read(`${BUILT}_bg.js`), optimize(join(pkg, `${BUILT}_bg.wasm`)));
const types = read(`${BUILT}.d.ts`);
generate("glue.js", glue);
generate("build.js", `export const build = "${markBuild(glue)}";\n`);
generate("inlined.js", await inlinedModule(readFileSync(WASM)));
generate("names.js", namesModule(types));
for (const [entry, isRequired] of Object.entries(ENTRIES)) {
  await bundle(entry, "esm", `${entry}.js`);
  if (isRequired) await bundle(entry, "cjs", `${entry}.cjs`);
}
for (const entry of ["index", "slim", "edge"]) {
  for (const extension of ["d.ts", "d.cts"]) {
    const declarations = join(sources, "entry", `${entry}.${extension}`);
    if (entry !== "index" || extension !== "d.cts")
      cpSync(declarations, join(pkg, `${entry}.${extension}`));
  }
}
cpSync(join(sources, "entry/edge-durable.d.ts"), join(pkg, "edge-durable.d.ts"));
write("index.d.cts", types);
write("THIRD_PARTY_NOTICES.txt", notices(root));
const manifest = {
  ...JSON.parse(read("package.json")),
  ...JSON.parse(readFileSync(join(root, "pkg.json"), "utf8")),
};
write("package.json", `${JSON.stringify(manifest, null, 2)}\n`);
for (const built of [
  ".gitignore",
  "snippets",
  `${BUILT}.js`,
  `${BUILT}.d.ts`,
  `${BUILT}_bg.js`,
  `${BUILT}_bg.wasm`,
  `${BUILT}_bg.wasm.d.ts`,
]) {
  rmSync(join(pkg, built), { recursive: true, force: true });
}

/**
 * Every import and export has a hash in its name, which no compression makes smaller: 3 KB (brotli) in wasm and
 * glue together. They get short names.
 */
function optimize(file) {
  const run = (passes) =>
    execFileSync(WASM_OPT, [...FEATURES, ...passes, "-o", WASM], { encoding: "utf8" });
  const strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
  // Below the first KB lies the end of the stack alone: nothing that a pointer and an offset lead to.
  const size = [
    "--low-memory-unused",
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--converge",
  ];
  run([file, ...size, ...strip]);
  const names = JSON.parse(run([WASM, "--minify-imports-and-exports-and-modules"]));
  return { imports: names.imports, exports: new Map(names.exports) };
}

/**
 * Names the build in the wasm, as an empty section: `./slim` rejects a wasm of another one. The short names mean
 * something else in each build, so it would start, and then do anything.
 */
function markBuild(glue) {
  const wasm = readFileSync(WASM);
  const name = createHash("sha256").update(wasm).update(glue).digest("hex").slice(0, 8);
  const section = Buffer.from([0, name.length + 1, name.length, ...Buffer.from(name)]);
  writeFileSync(WASM, Buffer.concat([wasm, section]));
  return name;
}

/** Deflated before it is base64: 6 KB (brotli) less, 2 KB of it by zopfli's patience. */
async function inlinedModule(bytes) {
  const deflated = Buffer.from(await zopfli.deflateAsync(bytes, { numiterations: 60 }));
  return `import { inflate } from "./inflate.js";

export const inlinedWasm = () => inflate("${deflated.toString("base64")}");
`;
}

/** The lists of names, out of the types that the Rust constants yield. */
function namesModule(text) {
  return ["INTEGRATIONS", "SITES"]
    .map((list) => {
      const found = text.match(
        new RegExp(`export declare const ${list}: readonly (\\[[^\\]]*\\]);`),
      );
      if (!found) throw new Error(`the types do not declare ${list}`);
      return `export const ${list} = /* @__PURE__ */ Object.freeze(${found[1]});\n`;
    })
    .join("");
}

/** One file per entry: reading twenty small ones was most of a cold import in Node. */
async function bundle(entry, format, file) {
  await build({
    entryPoints: [join(sources, "entry", `${entry}.js`)],
    outfile: join(pkg, file),
    bundle: true,
    charset: "utf8",
    external: ["*.wasm", "*.wasm?module", "cloudflare:workers"],
    format,
    logLevel: "warning",
    logOverride: { "empty-import-meta": "error" },
    platform: "neutral",
    target: "es2022",
  });
}
