/**
 * The table in docs/runtimes.md of runtimes, bundlers and test runners: compared with what the tests just tried. README
 * lists the same names. After a change of versions: `UPDATE_TABLE=1 make test-runtimes`.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { readReports } from "./report.js";

const DOCUMENT = new URL("../../docs/runtimes.md", import.meta.url);
const TABLE = /(?<=<!-- tried: [^>]*-->\n\n)(?:\|.*\n)+/;
const README = new URL("../../README.md", import.meta.url);
const MARKS = /(?<=<!-- runtimes: [^>]*-->\n\n)(?:- .*\n)+/;

/** Their versions are those of the machine: another one's may differ from the table. */
const OF_THE_MACHINE = ["Node.js", "Chromium", "Firefox", "WebKit"];
/** Tried by a command of its own, since it takes minutes: `make test-next`. */
const APART = ["Next.js", "OpenNext", "Nitro"];

test("The table in docs/runtimes.md has what was tried, in the versions that were tried.", (t) => {
  const tried = rowsOf(readReports());
  console.log(format(tried));
  const document = readFileSync(DOCUMENT, "utf8");
  const documented = parse(document.match(TABLE)[0]);
  const places = new Set(tried.map(({ place }) => place));
  const expected = [
    ...tried,
    ...documented.filter(({ place }) => APART.includes(place) && !places.has(place)),
  ].sort(byPlace);
  if (process.env.UPDATE_TABLE === "1") {
    writeFileSync(DOCUMENT, document.replace(TABLE, format(expected)));
    return;
  }
  for (const row of documented.filter(({ place }) => OF_THE_MACHINE.includes(place))) {
    const here = expected.find(({ place }) => place === row.place);
    if (!here || here.versions === row.versions) continue;
    t.diagnostic(`${row.place}: ${here.versions} here, ${row.versions} in docs/runtimes.md`);
    here.versions = row.versions;
  }
  assert.deepEqual(documented, expected);
});

test("README marks every runtime, bundler and test runner of the table.", () => {
  const documented = parse(readFileSync(DOCUMENT, "utf8").match(TABLE)[0]);
  const [marks] = readFileSync(README, "utf8").match(MARKS);
  const marked = [...marks.matchAll(/✓ (.*?)(?= ✓|\n)/g)].map(([, place]) => place);
  assert.deepEqual(marked.sort(), documented.map(({ place }) => place).sort());
});

/** One object for each place, with all its versions. */
function rowsOf(reports) {
  const rows = new Map();
  for (const { place, version, how } of reports) {
    const row = rows.get(place) ?? { place, versions: new Set(), hows: new Set() };
    row.versions.add(version);
    row.hows.add(how);
    rows.set(place, row);
  }
  const joined = ([place, { versions, hows }]) => ({
    place,
    versions: [...versions].sort().join(", "),
    how: [...hows].sort(),
  });
  return [...rows].map(joined).sort(byPlace);
}

function byPlace(a, b) {
  return ORDER.indexOf(a.place) - ORDER.indexOf(b.place);
}

const ORDER = [
  ...["Node.js", "Deno", "Bun", "Cloudflare Workers", "Vercel edge-runtime"],
  ...["Chromium", "Firefox", "WebKit"],
  ...[
    "Vite",
    "webpack",
    "Rollup",
    "esbuild",
    "tsx",
    "Vitest",
    "Jest",
    "Next.js",
    "OpenNext",
    "Nitro",
  ],
];

/** A line for each way it was tried, formatted as Prettier does. */
function format(rows) {
  const cells = [
    ["where", "version tested", "how"],
    ...rows.flatMap(({ place, versions, how }) =>
      how.map((way, i) => (i === 0 ? [place, versions, way] : ["", "", way])),
    ),
  ];
  const widths = [0, 1, 2].map((i) => Math.max(...cells.map((row) => row[i].length)));
  const line = (row) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(" | ")} |\n`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |\n`;
  return line(cells[0]) + rule + cells.slice(1).map(line).join("");
}

function parse(table) {
  const rows = [];
  for (const line of table.trim().split("\n").slice(2)) {
    const [place, versions, way] = line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim());
    if (place) rows.push({ place, versions, how: [way] });
    else rows.at(-1).how.push(way);
  }
  return rows;
}
