/** The project as the parts of the release check see it: `{ root, env }`. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** What a part throws that could not see what it has to judge. */
export class Unknown extends Error {}

export const read = ({ root }, file) => readFileSync(join(root, file), "utf8");

export const versionOf = (project) => /^version = "(.*)"$/m.exec(read(project, "Cargo.toml"))[1];

export const nameOf = (project) => /^name = "(.*)"$/m.exec(read(project, "Cargo.toml"))[1];

/** The tag that is released, in GitHub's CI. */
export const tagOf = ({ env }) => (env.GITHUB_REF_TYPE === "tag" ? env.GITHUB_REF_NAME : undefined);

/**
 * Runs a command in the project; where it fails, its error has what it printed.
 *
 * @returns {Promise<{ stdout: string, stderr: string }>}
 */
export async function run({ root, env }, command, args, folder = ".") {
  // A make above this one would speak through those below.
  const options = { cwd: join(root, folder), env: { ...env, MAKEFLAGS: "" }, maxBuffer: 2 ** 28 };
  try {
    return await promisify(execFile)(command, args, options);
  } catch (error) {
    const said = `${error.stderr ?? ""}${error.stdout ?? ""}`;
    const reason = said
      .split("\n")
      .find((line) => /error/i.test(line) && !/^npm error code/.test(line));
    const message = `${[command, ...args].join(" ")}: ${reason ?? error.message}`;
    throw Object.assign(new Error(message), { stdout: error.stdout, stderr: error.stderr });
  }
}

export const firstLine = ({ message }) => message.trim().split("\n")[0];
