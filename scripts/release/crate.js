import { run } from "./project.js";

const OURS = /^(src\/.*|README\.md|LICENSE|Cargo\.(lock|toml|toml\.orig)|\.cargo_vcs_info\.json)$/;

/** What cargo would publish, unpacked and built for WebAssembly as a user's build would. */
export async function crate(project) {
  const list = ["package", "--list", "--locked", "--allow-dirty"];
  const { stdout } = await run(project, "cargo", list);
  const files = stdout.trim().split("\n");
  const missing = ["Cargo.toml", "LICENSE", "README.md"].filter((file) => !files.includes(file));
  if (missing.length > 0) throw new Error(`the crate lacks ${missing.join(", ")}`);
  const foreign = files.filter((file) => !OURS.test(file));
  if (foreign.length > 0) {
    throw new Error(
      `the crate has ${foreign.length} files more, such as ${foreign[0]}: see \`include\``,
    );
  }
  const args = ["publish", "--dry-run", "--locked", "--target=wasm32-unknown-unknown"];
  await run(project, "cargo", args);
  return `${files.length} files, which build`;
}
