/**
 * Prints the README's table of the last measurements; `--write-readme` writes it to README.md, and all of them to
 * bench/README.md.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CONTESTANTS } from "./contestants.js";
import { report, results } from "./results.js";
import { root } from "./tools.js";

const NAMES = Object.keys(CONTESTANTS);
const all = results();
const { size, inProcess, loopback, start, growth, machine } = all;
const bytes = (number) => number.toLocaleString("en");
const ratio = (number) => `${number.toFixed(number < 10 ? 2 : 1)}x`;
const title = (name) => CONTESTANTS[name].title;

const measuredOn = `Measured with \`make bench\` on ${machine.date}: ${machine.parts.join(", ")}.`;

const readme = `${measuredOn}

${table([
  ["", "adds", "browser", "Worker", "1 account", "100", "10,000", "start"],
  ...NAMES.map((name) => [
    title(name),
    CONTESTANTS[name].adds,
    bytes(size[name].browser.brotli),
    bytes(size[name].worker.brotli),
    ...["1", "100", "10000"].map((answer) => ratio(inProcess.node[answer][name].cpu.ratio)),
    `${(start.node[name].import + start.node[name].first).toFixed(0)} ms`,
  ]),
])}

${comparison()}`;

const whole = `${measuredOn}

## Size

Bytes: bundled and minified by esbuild, each file compressed separately.

${table([
  ["", "browser", "gzip", "brotli", "Worker", "gzip", "brotli"],
  ...NAMES.map((name) => {
    const { browser, worker } = size[name];
    const row = [browser.raw, browser.gzip, browser.brotli, worker.raw, worker.gzip, worker.brotli];
    return [title(name), ...row.map(bytes)];
  }),
])}

## Speed without a network

CPU time as a multiple of bare \`fetch\` in the same round: the median and half the interquartile range. The row of bare \`fetch\` has the
CPU time of a call. \`error\` is a 403.

${Object.entries(inProcess).map(speedTable).join("\n\n")}

## Speed over loopback HTTP

In Node with keep-alive connections, ten concurrent calls: elapsed time and CPU time of a call, as ratios. The row of bare \`fetch\` has
calls per second and the CPU time of a call.

${loopbackTable()}

## Start

Milliseconds in a new process, the fastest of several runs: CPU time in Node, elapsed time elsewhere. Node runs the packages as installed,
Chromium and workerd run them bundled and minified. \`memory\` is the growth of the process after two calls, in MB. For workerd, \`import\` is
the time until it listens, most of which is its own start.

${Object.entries(start).map(startTable).join("\n\n")}

In the first call in Node, compiling and instantiating the wasm takes ${start.node.ours.wasm.toFixed(1)} ms of CPU.${growth ? growthSection() : ""}`;

console.log(readme);
if (process.argv.includes("--write-readme")) {
  report(all);
  fill("README.md", readme);
  fill("bench/README.md", whole);
  const prettier = join(root, "tests/node_modules/.bin/prettier");
  execFileSync(prettier, ["--write", "--log-level=warn", "README.md", "bench/README.md"], {
    cwd: root,
    stdio: "inherit",
  });
}

function comparison() {
  const [ours, ky, official] = ["ours", "ky", "official"].map((name) => size[name].browser.brotli);
  const perCall = inProcess.node["100"].ours.cpu.each * 1000;
  const besideKy =
    ours <= ky ? "as small as" : `${((ours / ky - 1) * 100).toFixed(0)}% larger than`;
  return `It is ${besideKy} ky + zod, which also validates and retries, and ${(official / ours).toFixed(0)} times smaller than Datadog's own client.
A call for 100 accounts takes ${perCall.toFixed(0)} µs of CPU time.`;
}

function growthSection() {
  return `

## Growth

Microseconds of CPU time per account in Node, by the number of accounts:

${table([
  ["", "1", "10", "100", "1,000", "10,000", "100,000"],
  ...NAMES.filter((name) => name in growth.perAccount).map((name) => [
    title(name),
    ...growth.perAccount[name].map((time) => time.toFixed(2)),
  ]),
])}

Memory in Node after calls of this package, one in ten of them a 403:

${table([
  ["calls", "wasm memory, KB", "heap, MB"],
  ...growth.afterCalls.map(({ calls, wasm, heap }) => [
    bytes(calls),
    bytes(wasm / 1024),
    (heap / 2 ** 20).toFixed(1),
  ]),
])}`;
}

function speedTable([place, results]) {
  const answers = ["1", "10", "100", "10000", "error"];
  return table([
    [place, ...answers.map((answer) => (answer === "10000" ? "10,000" : answer))],
    ...NAMES.map((name) => [
      title(name),
      ...answers.map((answer) => {
        const { ratio, spread, each } = results[answer][name].cpu;
        return name === "fetch"
          ? `${(each * 1000).toFixed(0)} µs`
          : `${ratio.toFixed(2)} ± ${spread.toFixed(2)}`;
      }),
    ]),
  ]);
}

function loopbackTable() {
  const answers = ["1", "100", "error"];
  return table([
    ["", ...answers.flatMap((answer) => [answer, "CPU"])],
    ...NAMES.map((name) => [
      title(name),
      ...answers.flatMap((answer) => {
        const { time, cpu } = loopback[answer][name];
        return name === "fetch"
          ? [`${(1000 / time.each).toFixed(0)}/s`, `${(cpu.each * 1000).toFixed(0)} µs`]
          : [time.ratio.toFixed(2), cpu.ratio.toFixed(2)];
      }),
    ]),
  ]);
}

function startTable([place, results]) {
  const columns = Object.keys(results.fetch).filter((column) => column !== "wasm");
  return table([
    [place, ...columns],
    ...NAMES.map((name) => [
      title(name),
      ...columns.map((column) => results[name][column].toFixed(1)),
    ]),
  ]);
}

function table([head, ...rows]) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, i) => (i === 0 || head[i] === "adds" ? ":--" : "--:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** Replaces the text between the two markers of a file. */
function fill(file, text) {
  const path = join(root, file);
  const before = readFileSync(path, "utf8");
  const after = before.replace(
    /(<!-- measured -->\n).*(<!-- \/measured -->)/s,
    (_, start, end) => `${start}\n${text}\n\n${end}`,
  );
  if (!after.includes(text)) throw new Error(`${file} has no markers for the measurements`);
  writeFileSync(path, after);
}
