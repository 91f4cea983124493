/** What each part measured, kept in target/bench/ for the report. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./tools.js";

const fileOf = (part) => join(root, "target/bench/results", `${part}.json`);

/** Adds to what is there: a part can be measured place by place. */
export function keep(part, results) {
  mkdirSync(join(root, "target/bench/results"), { recursive: true });
  writeFileSync(fileOf(part), JSON.stringify({ ...kept(part), ...results }, null, 2));
}

export function kept(part) {
  try {
    return JSON.parse(readFileSync(fileOf(part), "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return {};
    throw error;
  }
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
