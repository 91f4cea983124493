/**
 * `make release-check`: what a publisher must know. Each part says in one line what it saw or what is
 * wrong, and all of them are asked; their names as arguments ask those alone. What cannot be seen
 * here is skipped with the reason, but in GitHub's CI, which publishes, that is a failure.
 */
import { fileURLToPath } from "node:url";
import { crateAdvisories, npmAdvisories } from "./advisories.js";
import { changelog } from "./changelog.js";
import { crate } from "./crate.js";
import { licences } from "./licences.js";
import { locks } from "./locks.js";
import { npm } from "./npm.js";
import { Unknown, firstLine } from "./project.js";
import { repository } from "./repository.js";
import { tree } from "./tree.js";
import { version } from "./version.js";

const PARTS = {
  tree,
  version,
  changelog,
  repository,
  licences,
  locks,
  npm,
  crate,
  "crate-advisories": crateAdvisories,
  "npm-advisories": npmAdvisories,
};

/** @returns {Promise<["ok" | "skipped" | "FAILED", string]>} the outcome of a part, and its line */
export async function outcomeOf(part, project) {
  try {
    return ["ok", await part(project)];
  } catch (error) {
    const skipped = error instanceof Unknown && project.env.GITHUB_ACTIONS !== "true";
    return [skipped ? "skipped" : "FAILED", firstLine(error)];
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const project = { root: fileURLToPath(new URL("../..", import.meta.url)), env: process.env };
  const asked = process.argv.slice(2);
  for (const name of asked.length > 0 ? asked : Object.keys(PARTS)) {
    if (!PARTS[name]) throw new Error(`${name} is no part: ${Object.keys(PARTS).join(", ")}`);
    const [outcome, line] = await outcomeOf(PARTS[name], project);
    console.log(`${outcome.padEnd(8)} ${name}: ${line}`);
    if (outcome === "FAILED") process.exitCode = 1;
  }
}
