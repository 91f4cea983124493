/** The package under test: the packed tarball, which the Makefile installed in a clean folder. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const target = fileURLToPath(new URL("../target", import.meta.url));

/** Where that folder's modules look for packages. Another implementation can be put to the same tests. */
export const installed = process.env.PACKAGE_UNDER_TEST ?? join(target, "installed/node_modules");

export const packageFolder = join(installed, "datadog-llm-accounts");

export function readManifest() {
  return JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
}

/** What Node imports by the package's name (tests/package.test.js holds it to that). */
export function packageEntry() {
  return pathToFileURL(join(packageFolder, readManifest().exports["."].default.default)).href;
}

export function importPackage() {
  return import(packageEntry());
}

/**
 * A folder with the installed package and these files, and nothing else: a user's project.
 *
 * @param {string} name its name under `target/projects/`
 * @param {Record<string, string | Uint8Array>} files what is in them, by path
 * @returns {string} its path
 */
export function createProject(name, files) {
  const folder = join(target, "projects", name);
  rmSync(folder, { recursive: true, force: true });
  cpSync(packageFolder, join(folder, "node_modules/datadog-llm-accounts"), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}
