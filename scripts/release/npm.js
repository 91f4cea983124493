import { read, run } from "./project.js";

/**
 * What npm would publish, and that it finds nothing to correct in the manifest. Of the folder, since
 * npm judges no manifest inside a tarball; that both hold the same is tested (tests/package.test.js).
 */
export async function npm(project) {
  // The dry run would say nothing of it.
  if (JSON.parse(read(project, "pkg/package.json")).private) throw new Error("it is private");
  const { stdout, stderr } = await run(project, "npm", ["publish", "--dry-run", "--json"], "pkg");
  // wasm-pack writes the repository as Cargo.toml has it; npm adds "git+" and ".git".
  const corrected = [...stderr.matchAll(/^npm warn publish (".*)$/gm)]
    .map(([, what]) => what)
    .filter((what) => !what.startsWith('"repository.url" was normalized'));
  if (corrected.length > 0) throw new Error(`npm corrects the manifest: ${corrected.join(", ")}`);
  const told = JSON.parse(stdout);
  // Newer versions of npm tell it by the package's name.
  const { id, size, entryCount } = told.id ? told : Object.values(told)[0];
  return `${id}, ${entryCount} files, ${Math.round(size / 1000)} KB packed`;
}
