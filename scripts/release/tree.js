import { run } from "./project.js";

/** What is released is what is committed. */
export async function tree(project) {
  const { stdout } = await run(project, "git", ["status", "--porcelain"]);
  const changed = stdout.split("\n").filter(Boolean);
  if (changed.length === 0) return "everything is committed";
  throw new Error(`not committed: ${changed.map((line) => line.slice(3)).join(", ")}`);
}
