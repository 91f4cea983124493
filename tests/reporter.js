/**
 * How `node --test` tells what it did: a line for each file that is done, and last, where the reader of
 * a long log looks first, what failed.
 */
import { relative, resolve } from "node:path";
import { inspect } from "node:util";

/** @param {AsyncIterable<{ type: string, data: object }>} events */
export default async function* report(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const failures = [];
  const stderr = new Map();
  for await (const { type, data } of events) {
    const { name, file, details } = data;
    // A file is a test as well, which fails when its process or one of its hooks does.
    const isFile = name !== undefined && resolve(name) === file;
    if (type === "test:pass" || type === "test:fail") {
      const result =
        type === "test:fail" ? "failed" : data.skip === undefined ? "passed" : "skipped";
      counts[result] += 1;
      // A parent fails with its subtests, and only they know why.
      if (result === "failed" && details.error.failureType !== "subtestsFailed") {
        const why = isFile ? `${stderr.get(file) ?? ""}${reason(details)}` : reason(details);
        failures.push({ title: `✖ ${isFile ? "the file itself" : name} (${placeOf(data)})`, why });
        yield `  ✖ ${name}\n`;
      }
    } else if (type === "test:complete" && isFile) {
      yield `${placeOf(data)}: ${(details.duration_ms / 1000).toFixed(1)} s\n`;
    } else if (type === "test:diagnostic" && file) {
      yield `  ${data.message}\n`;
    } else if (type === "test:stdout") {
      yield data.message;
    } else if (type === "test:stderr") {
      stderr.set(file, (stderr.get(file) ?? "") + data.message);
      yield data.message;
    }
  }
  for (const { title, why } of failures) yield `\n${title}\n${why.replaceAll(/^(?=.)/gm, "  ")}\n`;
  const totals = Object.entries(counts).map(([result, count]) => `${count} ${result}`);
  yield `\n${totals.join(", ")}\n${failures.map(({ title }) => `${title}\n`).join("")}`;
}

const reason = ({ error }) => inspect(error.cause ?? error);

function placeOf({ file, line, column }) {
  const path = relative(process.cwd(), file);
  return line > 1 ? `${path}:${line}:${column}` : path;
}
