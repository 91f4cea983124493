import { read, tagOf, versionOf } from "./project.js";

/** The newest entry is of this version, and dated when it is released. */
export function changelog(project) {
  const version = versionOf(project);
  const [, newest, date] = /^## \[(.*)\] - (.*)$/m.exec(read(project, "CHANGELOG.md")) ?? [];
  if (newest !== version) {
    throw new Error(`CHANGELOG.md begins with ${newest ?? "nothing"}: describe ${version}`);
  }
  const dated = /^\d{4}-\d{2}-\d{2}$/.test(date);
  if (!dated && date !== "Unreleased")
    throw new Error(`${date} is neither a date nor "Unreleased"`);
  if (tagOf(project) !== undefined) {
    if (!dated) throw new Error(`CHANGELOG.md calls ${version} unreleased: give it its date`);
    if (/not in the npm registry yet/.test(read(project, "README.md"))) {
      throw new Error("README.md says that the package is not in the npm registry yet");
    }
  }
  return `describes ${version}, ${dated ? `of ${date}` : "unreleased"}`;
}
