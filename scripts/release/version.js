import { readdirSync } from "node:fs";
import { join } from "node:path";
import { nameOf, read, tagOf, versionOf } from "./project.js";

/** `Cargo.toml` is the one source of the version; everything else has the same. */
export function version(project) {
  const wanted = versionOf(project);
  const name = nameOf(project);
  const lock = new RegExp(`^name = "${name}"\nversion = "(.*)"$`, "m");
  const told = {
    "Cargo.lock": lock.exec(read(project, "Cargo.lock"))?.[1],
    "pkg/package.json": JSON.parse(read(project, "pkg/package.json")).version,
    "www/package.json": JSON.parse(read(project, "www/package.json")).dependencies[name].slice(1),
  };
  const tag = tagOf(project);
  if (tag !== undefined) told[`the tag ${tag}`] = tag.replace(/^v/, "");
  const tarball = new RegExp(`${name}-(\\d[\\w.-]*)\\.tgz`, "g");
  for (const file of documents(project)) {
    for (const [, named] of read(project, file).matchAll(tarball)) told[file] = named;
  }
  const wrong = Object.entries(told).filter(([, other]) => other !== wanted);
  if (wrong.length === 0) return `${wanted} everywhere`;
  const list = wrong.map(([place, other]) => `${place} has ${other ?? "none"}`).join(", ");
  throw new Error(`Cargo.toml has ${wanted}, but ${list}`);
}

function documents({ root }) {
  const names = ["", "docs"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name)),
  );
  return names.filter((name) => name.endsWith(".md"));
}
