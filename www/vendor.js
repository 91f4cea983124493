// Copies the package's browser files to where the page loads them from.
// node vendor.js [folder of the package]; by default the installed one.
import { cpSync, existsSync, realpathSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const from = process.argv[2] ?? join(here, "node_modules/datadog-llm-accounts");
const to = join(here, "public/vendor/datadog-llm-accounts");

if (!existsSync(join(from, "package.json"))) {
  console.error(`No package in ${from}: run npm install first.`);
  process.exit(1);
}
rmSync(to, { recursive: true, force: true });
cpSync(realpathSync(from), to, {
  recursive: true,
  filter: (path) =>
    statSync(path).isDirectory() ? basename(path) !== "node_modules" : /\.(js|wasm)$/.test(path),
});
