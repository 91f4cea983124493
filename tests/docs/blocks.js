/** The fenced blocks of the documents, for the tests that run them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export const read = (file) => readFileSync(join(root, file), "utf8");

export const DOCUMENTS = ["", "docs", "bench"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name)),
);

/** @returns {{ heading: string, language: string, code: string, line: number }[]} the line is the fence's */
export function blocksOf(file) {
  const blocks = [];
  let heading = "";
  let open;
  for (const [index, text] of read(file).split("\n").entries()) {
    const [, indent, language] = /^( *)```(\w*)(?:,\w+)*$/.exec(text) ?? [];
    if (language === undefined) {
      if (open) open.code += `${text.slice(open.indent)}\n`;
      else if (/^#+ /.test(text)) heading = text.replace(/^#+ /, "");
    } else if (open) {
      blocks.push(open);
      open = undefined;
    } else {
      open = { heading, language, code: "", line: index + 1, indent: indent.length };
    }
  }
  if (open) throw new Error(`${file}:${open.line}: this block has no closing fence`);
  return blocks;
}

/**
 * The code under a heading, for a test that runs it: tests/docs/docs.test.js reads these calls, and fails on a block
 * that no test runs.
 */
export function example(file, heading, language = "js") {
  const found = blocksOf(file).filter(
    (block) => block.heading === heading && block.language === language,
  );
  if (found.length === 1) return found[0].code;
  throw new Error(`${file} has ${found.length} ${language} blocks under "${heading}"`);
}
