/** The package under test: the packed tarball, which the Makefile installed in a clean folder. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Where that folder's modules look for packages. */
export const installed = fileURLToPath(
  new URL("../target/installed/node_modules", import.meta.url),
);

export const packageFolder = join(installed, "datadog-llm-accounts");

/** What Node imports by the package's name (tests/package.test.js holds it to that). */
export function packageEntry() {
  const { exports } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
  return pathToFileURL(join(packageFolder, exports["."].default)).href;
}

export function importPackage() {
  return import(packageEntry());
}
