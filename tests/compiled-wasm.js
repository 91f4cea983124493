/** What Vercel and Next.js do with wasm, in tests: it is compiled ahead, since their runtime compiles none. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "./package.js";

/** For esbuild: an import of `accounts.wasm?module` becomes a module that the runtime holds ready. */
export const compiledWasm = {
  name: "compiled wasm",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /accounts\.wasm\?module$/ }, ({ path }) => ({
      path,
      namespace: "compiled",
    }));
    onLoad({ filter: /.*/, namespace: "compiled" }, () => ({
      contents: "export default globalThis.compiledAccounts;",
    }));
  },
};

/** For the runtime: puts that module there. */
export function extend(context) {
  const bytes = readFileSync(join(packageFolder, "accounts.wasm"));
  return Object.assign(context, { compiledAccounts: new WebAssembly.Module(bytes) });
}
