import { existsSync } from "node:fs";
import { join } from "node:path";
import { notices } from "../notices.js";
import { deny } from "./deny.js";
import { read } from "./project.js";

/** The package has the licence of each crate in its wasm, and every crate one that is allowed. */
export async function licences(project) {
  const FILE = "pkg/THIRD_PARTY_NOTICES.txt";
  if (read(project, FILE) !== notices(project.root)) {
    throw new Error(`${FILE} is not what the crates of today say: make package`);
  }
  if (!existsSync(join(project.root, "pkg/LICENSE"))) throw new Error("the package has no LICENSE");
  await deny(project, ["check", "--hide-inclusion-graph", "licenses", "bans", "sources"]);
  return "those of the wasm are in the package, all crates' are allowed";
}
