/** What was tried, for the table in docs/runtimes.md, which tests/runtimes/table.js prints and checks. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../target/tried", import.meta.url));

/**
 * Records that the package works there. A test calls it at its end.
 *
 * @param {string} place a runtime, a bundler or a test runner
 * @param {string} version
 * @param {string} how
 */
export function report(place, version, how) {
  mkdirSync(folder, { recursive: true });
  const name = `${place} ${version} ${how}`.replace(/\W+/g, "-");
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ place, version, how }));
}

export function readReports() {
  return readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
}

/** The version of an installed package. */
export function versionOf(name, from) {
  const manifest = new URL(`node_modules/${name}/package.json`, from);
  return JSON.parse(readFileSync(manifest, "utf8")).version;
}
