/** What each part measured: in target/ until the report is written, then in results.json beside this file. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./tools.js";

const FRESH = join(root, "target/bench/results.json");
const REPORTED = join(root, "bench/results.json");

/** Keeps a part's results; those of a part that was measured place by place are added up. */
export function keep(part, results) {
  const fresh = read(FRESH);
  const rounded = JSON.parse(JSON.stringify(results, (_, value) => round(value)));
  mkdirSync(join(root, "target/bench"), { recursive: true });
  write(FRESH, { ...fresh, [part]: { ...fresh[part], ...rounded } });
}

/** Of each part what was measured last. */
export function results() {
  const [reported, fresh] = [read(REPORTED), read(FRESH)];
  const parts = Object.keys({ ...reported, ...fresh });
  return Object.fromEntries(parts.map((part) => [part, { ...reported[part], ...fresh[part] }]));
}

export function report(all) {
  write(REPORTED, all);
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return {};
    throw error;
  }
}

function write(file, value) {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

function round(value) {
  return typeof value === "number" && !Number.isInteger(value)
    ? Number(value.toPrecision(4))
    : value;
}

/** A table as text; all but the first column to the right. */
export function printTable(rows) {
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map((row) => `${row[column]}`.length)),
  );
  for (const row of rows) {
    const cells = row.map((cell, i) =>
      i === 0 ? `${cell}`.padEnd(widths[i]) : `${cell}`.padStart(widths[i]),
    );
    console.log(cells.join("  ").trimEnd());
  }
}
