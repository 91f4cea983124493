/** A peer, or all of them, as a bundler makes it ready for a place. */
import { join } from "node:path";
import { build, root } from "./tools.js";

const PLACES = {
  browser: { platform: "browser", loader: { ".wasm": "binary" } },
  worker: {
    platform: "neutral",
    conditions: ["workerd", "worker", "browser"],
    mainFields: ["browser", "module", "main"],
    loader: { ".wasm": "copy" },
  },
  // CommonJS: the official client's dependencies `require` what Node brings.
  node: { platform: "node", format: "cjs", loader: { ".wasm": "binary" } },
};

/** @returns {Promise<import("esbuild").OutputFile[]>} the script first, then its wasm */
export async function bundle(place, contents, options = {}) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: join(root, "bench") },
    bundle: true,
    format: "esm",
    logLevel: "error",
    minify: true,
    outdir: join(root, "target/bench", place),
    target: "es2022",
    write: false,
    ...PLACES[place],
    ...options,
  });
  return outputFiles.sort((a, b) => b.path.endsWith(".js") - a.path.endsWith(".js"));
}
