import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { read, run } from "./project.js";

/** Each lock file is that of its manifest, and names no host. */
export async function locks(project) {
  const files = lockFiles(project.root);
  for (const file of files) {
    const folder = dirname(file);
    const [command, args, remedy] = file.endsWith("Cargo.lock")
      ? ["cargo", ["metadata", "--locked", "--format-version=1"], "cargo update --workspace"]
      : ["npm", ["ci", "--dry-run", "--ignore-scripts", "--no-audit", "--no-fund"], "npm install"];
    await run(project, command, args, folder).catch(() => {
      throw new Error(`${file} is not that of its manifest: run ${remedy} in ${folder}`);
    });
    if (/"resolved"/.test(read(project, file))) {
      throw new Error(
        `${file} names a registry's host: install with --omit-lockfile-registry-resolved`,
      );
    }
  }
  return `${files.length} files, each current`;
}

/** Every lock file of the project, but those of what is installed. */
export function lockFiles(root, folder = "") {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const passed =
        entry.name.startsWith(".") || ["node_modules", "target", "pkg"].includes(entry.name);
      return passed ? [] : lockFiles(root, path);
    }
    return ["Cargo.lock", "package-lock.json"].includes(entry.name) ? [path] : [];
  });
}
