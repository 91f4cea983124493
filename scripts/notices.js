/** The licences of what is compiled into the wasm, for those who pass the package on. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** @param {string} root the checkout */
export function notices(root) {
  const groups = new Map();
  for (const { name, version, text } of [STANDARD_LIBRARY, ...compiledIn(root)]) {
    groups.set(text, [...(groups.get(text) ?? []), `${name} ${version}`.trim()]);
  }
  const sections = [...groups].map(([text, names]) => `${names.join(", ")}\n\n${text}\n`);
  return `accounts.wasm, inlined in index.js, index.cjs, edge.js and edge.cjs too, holds code of the packages below.
Those that offer a choice of licences are used under the MIT License.

${sections.join(`\n${"-".repeat(80)}\n\n`)}`;
}

/** The crates of the npm build. What a procedural macro is made of stays in the compiler. */
function compiledIn(root) {
  const args = ["metadata", "--locked", "--format-version=1", "--features=npm"];
  args.push("--filter-platform=wasm32-unknown-unknown");
  const { packages, resolve } = JSON.parse(
    execFileSync("cargo", args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 }),
  );
  const crates = new Map(packages.map((crate) => [crate.id, crate]));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const isMacro = (id) => crates.get(id).targets.some(({ kind }) => kind.includes("proc-macro"));

  const reached = new Set();
  const visit = (id) => {
    if (reached.has(id) || isMacro(id)) return;
    reached.add(id);
    for (const { pkg, dep_kinds: kinds } of nodes.get(id).deps) {
      if (kinds.some(({ kind }) => kind === null)) visit(pkg);
    }
  };
  visit(resolve.root);
  reached.delete(resolve.root);
  return [...reached]
    .map((id) => ({ ...crates.get(id), text: licence(crates.get(id)) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function licence({ name, authors, license, manifest_path: manifest }) {
  if (!/\bMIT\b/.test(license)) throw new Error(`${name} is under ${license}: add that licence`);
  const folder = dirname(manifest);
  const files = readdirSync(folder).filter((file) => /^licen[cs]e(?!.*apache)/i.test(file));
  if (files.length === 0) return mit(authors.join(", "));
  // "MIT OR Apache-2.0" leaves a choice, "AND Unicode-3.0" none.
  const texts = files
    .sort((a, b) => /mit/i.test(b) - /mit/i.test(a))
    .slice(0, license.includes(" AND ") ? undefined : 1)
    .map((file) => readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim());
  if (!texts[0].includes("Permission is hereby granted")) throw new Error(`${name}: no MIT text`);
  return texts.join("\n\n");
}

function mit(holders) {
  return `MIT License

Copyright (c) ${holders}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;
}

/** rustup installs its licence with the documentation only. */
const STANDARD_LIBRARY = {
  name: "The Rust standard library",
  version: "",
  text: mit("The Rust Project Contributors"),
};
