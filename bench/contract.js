/**
 * Puts bench/plain/ to the tests of the package's contract, as a package of the same name. Left out are those
 * that are about WebAssembly or a file of the package alone. `node bench/contract.js [option of node ...]`
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "./bundle.js";
import { root } from "./tools.js";

const OF_THE_PACKAGE = ["load.test.js", "secrets-load.test.js", "redaction.test.js"];

const installed = join(root, "target/bench/plain/node_modules");
const folder = join(installed, "datadog-llm-accounts");
const manifest = {
  name: "datadog-llm-accounts",
  type: "module",
  exports: { ".": { default: { default: "./index.js" } } },
};
const [script] = await bundle("browser", 'export * from "./plain/index.js";', { minify: false });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
writeFileSync(join(folder, "index.js"), script.contents);

const tests = readdirSync(join(root, "tests/node"))
  .filter((name) => name.endsWith(".test.js") && !OF_THE_PACKAGE.includes(name))
  .map((name) => join("tests/node", name));
const { status } = spawnSync(process.execPath, ["--test", ...process.argv.slice(2), ...tests], {
  cwd: root,
  env: { ...process.env, PACKAGE_UNDER_TEST: installed },
  stdio: "inherit",
});
process.exitCode = status ?? 1;
