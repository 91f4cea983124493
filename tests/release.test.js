/** Each part of the release check says what it saw of a sound project, and fails on an unsound one. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { npmAdvisories } from "../scripts/release/advisories.js";
import { changelog } from "../scripts/release/changelog.js";
import { outcomeOf } from "../scripts/release/check.js";
import { crate } from "../scripts/release/crate.js";
import { licences } from "../scripts/release/licences.js";
import { locks } from "../scripts/release/locks.js";
import { npm } from "../scripts/release/npm.js";
import { repository } from "../scripts/release/repository.js";
import { tree } from "../scripts/release/tree.js";
import { version } from "../scripts/release/version.js";
import { serve } from "./fake/serve.js";

const HERE = "https://github.com/someone/sound";
const CI = { GITHUB_ACTIONS: "true", GITHUB_SERVER_URL: "https://github.com" };
const AT_HOME = { ...CI, GITHUB_REPOSITORY: "someone/sound" };
const tagged = (name) => ({ ...CI, GITHUB_REF_TYPE: "tag", GITHUB_REF_NAME: name });
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
const NOT_ALLOWED = () => new Response(null, { status: 405 });
/** A file that comes after the commit. */
const UNCOMMITTED = "\n";
const lockOf = (dependencies) =>
  json({ name: "tests", lockfileVersion: 3, requires: true, packages: { "": dependencies } });

const CARGO_TOML = `[package]
name = "sound"
version = "1.2.3"
edition = "2024"
description = "A sound crate"
license = "MIT"
include = ["/src/**/*.rs", "/README.md", "/LICENSE"]

[features]
npm = []
`;
const CARGO_LOCK = `version = 4

[[package]]
name = "sound"
version = "1.2.3"
`;
const PACKAGE = { name: "sound", version: "1.2.3", repository: { type: "git", url: HERE } };

const SOUND = {
  "Cargo.toml": CARGO_TOML,
  "Cargo.lock": CARGO_LOCK,
  ".gitignore": "/target/\n/pkg/\n",
  "src/lib.rs": "",
  LICENSE: "MIT License\n",
  "README.md": "npm install sound-1.2.3.tgz\n",
  "CHANGELOG.md": "# Changelog\n\n## [1.2.3] - 2026-01-02\n\n## [1.2.2] - 2025-01-02\n",
  "docs/page.md": "",
  "www/package.json": json({ dependencies: { sound: "^1.2.3" } }),
  "pkg/package.json": json(PACKAGE),
  "tests/package.json": json({}),
  "tests/package-lock.json": lockOf({}),
};

/** [part, what is wrong, the files that differ, the line, the variables] */
const UNSOUND = [
  [
    version,
    "an older lock file",
    { "Cargo.lock": CARGO_LOCK.replace("1.2.3", "1.2.2") },
    /Cargo\.lock has 1\.2\.2$/,
  ],
  [
    version,
    "an older package",
    { "pkg/package.json": json({ version: "1.2.2" }) },
    /pkg\/package\.json has 1\.2\.2$/,
  ],
  [
    version,
    "an older dashboard",
    { "www/package.json": json({ dependencies: { sound: "^1.2.2" } }) },
    /www\/package\.json has 1\.2\.2$/,
  ],
  [
    version,
    "a document of an older version",
    { "docs/page.md": "sound-1.2.2.tgz" },
    /docs\/page\.md has 1\.2\.2$/,
  ],
  [version, "another tag", {}, /the tag v1\.2\.2 has 1\.2\.2$/, tagged("v1.2.2")],
  [
    changelog,
    "a version that is not described",
    { "CHANGELOG.md": "## [1.2.2] - 2026-01-02\n" },
    /begins with 1\.2\.2: describe 1\.2\.3$/,
  ],
  [changelog, "a date that is none", { "CHANGELOG.md": "## [1.2.3] - soon\n" }, /^soon is neither/],
  [
    changelog,
    "a tag without a date",
    { "CHANGELOG.md": "## [1.2.3] - Unreleased\n" },
    /give it its date$/,
    tagged("v1.2.3"),
  ],
  [
    changelog,
    "a README of before the release",
    { "README.md": "It is not in the npm registry yet." },
    /^README\.md says/,
    tagged("v1.2.3"),
  ],
  [repository, "none in CI", { "pkg/package.json": json({}) }, /names no `repository`/, AT_HOME],
  [
    repository,
    "another one",
    {},
    /^Cargo\.toml names .*sound, but this is .*else$/,
    { ...AT_HOME, GITHUB_REPOSITORY: "someone/else" },
  ],
  [tree, "a file that is not committed", { "src/more.rs": UNCOMMITTED }, /: src\/more\.rs$/],
  [
    locks,
    "one of another manifest",
    { "tests/package.json": json({ dependencies: { a: "1.0.0" } }) },
    /^tests\/package-lock\.json is not that of its manifest/,
  ],
  [
    locks,
    "one of another version",
    { "Cargo.lock": CARGO_LOCK.replace("1.2.3", "1.2.2") },
    /^Cargo\.lock is not that of its manifest/,
  ],
  [
    locks,
    "one that names a host",
    { "tests/package-lock.json": lockOf({ resolved: "https://registry.test" }) },
    /names a registry's host/,
  ],
  [
    npm,
    "a private package",
    { "pkg/package.json": json({ ...PACKAGE, private: true }) },
    /private/,
  ],
  [
    npm,
    "a manifest that npm corrects",
    { "pkg/package.json": json({ ...PACKAGE, bin: "./none.js" }) },
    /^npm corrects the manifest: "bin/,
  ],
  [crate, "no licence", { LICENSE: undefined }, /^the crate lacks LICENSE$/],
  [
    crate,
    "foreign files",
    { "tests/README.md": "", "Cargo.toml": CARGO_TOML.replace("/README.md", "README.md") },
    /^the crate has 1 files more, such as tests\/README\.md/,
  ],
  [
    crate,
    "what does not build",
    { "src/lib.rs": 'const A: &str = include_str!("a.txt");' },
    /couldn't read `src\/a\.txt`/,
  ],
  [
    licences,
    "one that the package lacks",
    { "pkg/THIRD_PARTY_NOTICES.txt": "" },
    /THIRD_PARTY_NOTICES\.txt is not what the crates of today say/,
  ],
];

for (const part of [version, changelog, repository, tree, locks, npm, crate]) {
  test(`The ${part.name} of a sound project is in order.`, async (t) => {
    const [outcome, line] = await outcomeOf(part, await createProject(t, {}, AT_HOME));
    assert.equal(outcome, "ok", line);
  });
}

for (const [part, what, files, expected, env = {}] of UNSOUND) {
  test(`The ${part.name} is not in order with ${what}.`, async (t) => {
    const [outcome, line] = await outcomeOf(part, await createProject(t, files, env));
    assert.equal(outcome, "FAILED", line);
    assert.match(line, expected);
    assert.doesNotMatch(line, /\n/);
  });
}

test("Without a repository a local check is skipped, and says why.", async (t) => {
  const project = await createProject(t, { "pkg/package.json": json({}) });
  const [outcome, line] = await outcomeOf(repository, project);
  assert.equal(outcome, "skipped");
  assert.match(line, /^Cargo\.toml names no `repository`/);
});

const ADVISORY = {
  ...{ id: 1, title: "It leaks", severity: "high", url: "https://advisories.test/1" },
  ...{ vulnerable_versions: "<2.0.0", cwe: [], cvss: { score: 8, vectorString: null } },
};

for (const [what, answer, env, expected, words] of [
  ["knows of nothing", () => Response.json({}), {}, "ok", /^no tool has one/],
  [
    "knows of something",
    () => Response.json({ leaky: [ADVISORY] }),
    {},
    "FAILED",
    /leaky in tests/,
  ],
  ["does not answer", NOT_ALLOWED, {}, "skipped", /cannot be had: 405/],
  ["does not answer in CI", NOT_ALLOWED, CI, "FAILED", /cannot be had: 405/],
]) {
  test(`When the registry ${what}, the check of npm's advisories is ${expected}.`, async (t) => {
    const dependencies = { leaky: "1.0.0" };
    const packages = { "": { dependencies }, "node_modules/leaky": { version: "1.0.0" } };
    const files = {
      "tests/package.json": json({ dependencies }),
      "tests/package-lock.json": json({ lockfileVersion: 3, requires: true, packages }),
    };
    const project = await createProject(t, files, env, answer);
    const [outcome, line] = await outcomeOf((it) => npmAdvisories(it, ["tests"]), project);
    assert.equal(outcome, expected, line);
    assert.match(line, words);
  });
}

/**
 * A project in a folder of its own, which differs from the sound one in some files, and has a registry
 * of its own, where it was never published.
 */
async function createProject(t, files, env = {}, advisories = NOT_ALLOWED) {
  const registry = await serve(({ method }) =>
    method === "POST" ? advisories() : new Response("{}", { status: 404 }),
  );
  t.after(() => registry.close());
  const root = mkdtempSync(join(tmpdir(), "release-"));
  t.after(() => rmSync(root, { recursive: true }));
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const git = (...args) => execFileSync("git", ["-C", root, ...args], { stdio: "pipe" });

  const all = Object.entries({ ...SOUND, ...files });
  for (const [path, text] of all) {
    if (text !== undefined && text !== UNCOMMITTED) write(path, text);
  }
  git("init", "--quiet");
  git("add", "--all");
  git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "--quiet", "--message=a");
  for (const [path, text] of all) if (text === UNCOMMITTED) write(path, text);

  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("GITHUB_"));
  return { root, env: { ...Object.fromEntries(own), npm_config_registry: registry.url, ...env } };
}
