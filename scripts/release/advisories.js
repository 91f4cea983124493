import { dirname } from "node:path";
import { deny } from "./deny.js";
import { lockFiles } from "./locks.js";
import { Unknown, firstLine, run } from "./project.js";

/** Crates with a known weakness, by RustSec's database. */
export async function crateAdvisories(project) {
  await deny(project, ["fetch", "db"]).catch((error) => {
    throw new Unknown(`RustSec's database cannot be had: ${firstLine(error)}`);
  });
  await deny(project, ["check", "--hide-inclusion-graph", "advisories"]);
  return "no crate has one";
}

/** The folders of the tools that build and test; the package itself depends on nothing. */
function npmFolders({ root }) {
  const files = lockFiles(root).filter((file) => file.endsWith("package-lock.json"));
  return files.map((file) => dirname(file));
}

/** npm packages with a known weakness that is high or critical. */
export async function npmAdvisories(project, folders = npmFolders(project)) {
  const found = [];
  for (const folder of folders) {
    const report = await auditOf(project, folder);
    if (!report.vulnerabilities) {
      throw new Unknown(`npm's advisories cannot be had: ${report.message ?? "no answer"}`);
    }
    for (const { name, severity } of Object.values(report.vulnerabilities)) {
      if (["high", "critical"].includes(severity)) found.push(`${name} in ${folder} (${severity})`);
    }
  }
  if (found.length > 0) throw new Error(`advisories on ${found.join(", ")}`);
  return `no tool has one that is high, in ${folders.length} folders`;
}

/** npm ends with 1 for what it found as for what it could not ask: its JSON tells them apart. */
async function auditOf(project, folder) {
  const args = ["audit", "--json", "--package-lock-only"];
  const { stdout } = await run(project, "npm", args, folder).catch((error) => error);
  try {
    return JSON.parse(stdout);
  } catch {
    return {};
  }
}
