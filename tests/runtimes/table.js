/**
 * README's table of runtimes, bundlers and test runners: printed from what the tests just tried, and
 * held to it. After a change of versions: `UPDATE_TABLE=1 make test-runtimes`.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { readReports } from "./report.js";

const README = new URL("../../README.md", import.meta.url);
const TABLE = /(?<=<!-- tried: [^>]*-->\n\n)(?:\|.*\n)+/;

/** Their versions are those of the machine: another one's may differ from the table. */
const OF_THE_MACHINE = ["Node.js", "Chromium", "Firefox"];
/** Tried by a command of its own, since it takes minutes: `make test-next`. */
const APART = ["Next.js"];

test("README's table says what was tried, and in which versions.", (t) => {
  const tried = rowsOf(readReports());
  console.log(format(tried));
  const readme = readFileSync(README, "utf8");
  const told = parse(readme.match(TABLE)[0]);
  const places = new Set(tried.map(({ place }) => place));
  const expected = [
    ...tried,
    ...told.filter(({ place }) => APART.includes(place) && !places.has(place)),
  ];
  if (process.env.UPDATE_TABLE === "1") {
    writeFileSync(README, readme.replace(TABLE, format(expected)));
    return;
  }
  for (const row of told.filter(({ place }) => OF_THE_MACHINE.includes(place))) {
    const here = expected.find(({ place }) => place === row.place);
    if (!here || here.versions === row.versions) continue;
    t.diagnostic(`${row.place}: ${here.versions} here, ${row.versions} in README's table`);
    here.versions = row.versions;
  }
  assert.deepEqual(told, expected);
});

/** A row for each place, the versions that did the same in one. */
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
    how: [...hows].sort().join("; "),
  });
  return [...rows].map(joined).sort((a, b) => ORDER.indexOf(a.place) - ORDER.indexOf(b.place));
}

const ORDER = [
  ...["Node.js", "Deno", "Bun", "Cloudflare Workers", "Vercel edge-runtime", "Chromium", "Firefox"],
  ...["Vite", "webpack", "Rollup", "esbuild", "Vitest", "Jest", "Next.js"],
];

/** As Prettier would: the cells of a column in one width. */
function format(rows) {
  const cells = [
    ["where", "version tested", "how"],
    ...rows.map(({ place, versions, how }) => [place, versions, how]),
  ];
  const widths = [0, 1, 2].map((i) => Math.max(...cells.map((row) => row[i].length)));
  const line = (row) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(" | ")} |\n`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |\n`;
  return line(cells[0]) + rule + cells.slice(1).map(line).join("");
}

function parse(table) {
  const rows = table.trim().split("\n").slice(2);
  return rows.map((row) => {
    const [place, versions, how] = row
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim());
    return { place, versions, how };
  });
}
