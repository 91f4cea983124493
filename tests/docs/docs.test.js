/** The documents: a test runs each block, and each link has a target. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { DOCUMENTS, blocksOf, read, root } from "./blocks.js";
import { assertRuns, commandsOf } from "./commands.js";

/** Blocks that are not run: layouts, in a block without a language. */
const NO_CODE = [""];

/** `example(file, heading, language)` in the tests, as they call it. */
const taken = new Set(
  readdirSync(join(root, "tests"), { recursive: true })
    .filter((name) => name.endsWith(".js") && !name.includes("node_modules"))
    .flatMap((name) => [
      ...read(join("tests", name)).matchAll(
        /\bexample\(\s*"([^"]+)",\s*"([^"]+)"(?:,\s*"(\w+)")?,?\s*\)/g,
      ),
    ])
    .map(([, file, heading, language = "js"]) => `${file} ${heading} ${language}`),
);

for (const file of DOCUMENTS) {
  test(`Every block of ${file} is run.`, async () => {
    for (const { heading, language, code, line } of blocksOf(file)) {
      const where = `${file}:${line}`;
      if (NO_CODE.includes(language)) continue;
      if (language === "sh") {
        for (const command of commandsOf(code)) {
          await assertRuns(command).catch((error) => {
            error.message = `${where}: ${command}: ${error.message}`;
            throw error;
          });
        }
      } else if (language === "rust") {
        const isDoctest = sources().some((text) => text.includes(`include_str!("../${file}")`));
        assert.ok(isDoctest, `${where}: no file of src/ includes it in its documentation`);
      } else {
        const call = `example("${file}", "${heading}", "${language}")`;
        assert.ok(taken.has(`${file} ${heading} ${language}`), `${where}: no test calls ${call}`);
      }
    }
  });

  test(`Every link and picture of ${file} exists.`, () => {
    for (const link of linksOf(read(file))) {
      if (/^https?:/.test(link)) continue;
      const [path, anchor] = link.split("#");
      const target = path ? normalize(join(dirname(file), path)) : file;
      assert.ok(existsSync(join(root, target)), `${file} links to ${target}`);
      if (anchor === undefined) continue;
      assert.ok(statSync(join(root, target)).isFile(), `${link} has an anchor, but is a folder`);
      assert.ok(anchorsOf(read(target)).includes(anchor), `${target} has no heading #${anchor}`);
    }
  });
}

test("The README is at most 200 lines.", () => {
  assert.ok(read("README.md").split("\n").length <= 200);
});

test("Every document can be found from the README.", () => {
  const found = new Set(["README.md"]);
  for (const file of found) {
    for (const link of linksOf(read(file))) {
      const target = normalize(join(dirname(file), link.split("#")[0]));
      if (DOCUMENTS.includes(target)) found.add(target);
    }
  }
  assert.deepEqual([...found].sort(), [...DOCUMENTS].sort());
});

test("CONTRIBUTING.md maps every source and every folder.", () => {
  const [{ code: layout }] = blocksOf("CONTRIBUTING.md").filter(({ language }) => language === "");
  const named = layout.match(/\S+\/\S*/g);
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => `${name}/`)
    .filter((folder) => !["pkg/", "target/"].includes(folder));
  const files = readdirSync(join(root, "src"))
    .filter((name) => /\.(rs|ts)$/.test(name) && !name.endsWith("_tests.rs"))
    .map((name) => `src/${name}`);
  const missing = [...folders.filter((folder) => folder !== "src/"), ...files].filter(
    (path) => !named.includes(path),
  );
  assert.deepEqual(missing, []);
  const gone = named.filter((path) => !path.includes("*") && !existsSync(join(root, path)));
  assert.deepEqual(gone, []);
});

test("The Makefile's first lines name every command.", () => {
  const makefile = read("Makefile");
  const [help] = makefile.split("\n\n");
  const [, phony] = /^\.PHONY: ((?:.*\\\n)*.*)$/m.exec(makefile);
  const steps = ["prerequisites", "chromium", "firefox", "webkit", "redis"];
  const targets = phony.split(/[\s\\]+/).filter((target) => !steps.includes(target));
  const unnamed = targets.filter((target) => !new RegExp(`\\b${target}(?![\\w-])`).test(help));
  assert.deepEqual(unnamed, []);
  // A target without a file of its name that is not declared would not run beside such a file.
  const rules = [...makefile.matchAll(/^([a-z][a-z-]*):(?!=)/gm)].map(([, target]) => target);
  assert.deepEqual(
    rules.filter((target) => ![...targets, ...steps].includes(target)),
    [],
  );
});

function sources() {
  return readdirSync(join(root, "src"), { recursive: true })
    .filter((name) => name.endsWith(".rs"))
    .map((name) => read(join("src", name)));
}

function linksOf(text) {
  const prose = text.replace(/^ *```.*?^ *```$/gms, "").replace(/`[^`\n]*`/g, "");
  const links = prose.matchAll(/\]\(([^)\s]+)\)|\b(?:href|src|srcset)="([^"]+)"/g);
  return [...links].map(([, link, attribute]) => link ?? attribute);
}

/** The anchors of a page's headings, as GitHub generates them. */
function anchorsOf(text) {
  const prose = text.replace(/^ *```.*?^ *```$/gms, "");
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
