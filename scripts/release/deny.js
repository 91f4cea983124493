import { Unknown, run } from "./project.js";

/** Runs cargo-deny; where it finds something, the error names that and the crate, in one line. */
export async function deny(project, args) {
  try {
    await run(project, "cargo-deny", args);
  } catch (error) {
    const said = `${error.stderr ?? ""}`;
    if (/ENOENT/.test(error.message)) throw new Unknown("cargo-deny is not installed");
    const [, crate] =
      /│ (\S+ \S+) registry|\/([^/\s]+)\/Cargo\.toml:/.exec(said)?.filter(Boolean) ?? [];
    if (crate) error.message += ` (${crate})`;
    throw error;
  }
}
