/**
 * `make load`: pages of all six integrations ask eight isolates of the edge function on workerd, as many at once
 * as CONNECTIONS says (48) and for DURATION (30), a Datadog behind them that takes 100 ms; with each way to
 * share what they know, and the same load on a worker that only proxies.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { Miniflare } from "miniflare";
import { ACCOUNTS } from "../fake/accounts.js";
import { bundleWorker, compatibilityDate } from "../workerd.js";

const ISOLATES = 8;
/** How many more get no request until the load is over. */
const IDLE = 8;
const CONNECTIONS = Number(process.env.CONNECTIONS ?? 48);
const DURATION = Number(process.env.DURATION ?? 30);
const SECRETS = {
  DD_API_KEY: "load-api-key",
  DD_APP_KEY: "load-app-key",
  DASHBOARD_TOKEN: "token",
};
const requests = Object.keys(ACCOUNTS).map((integration) => ({
  path: `/datadog/api/v2/llm-obs/v1/integrations/${integration}/accounts`,
  headers: { Authorization: `Bearer ${SECRETS.DASHBOARD_TOKEN}` },
}));

/** [a row, the worker, its bindings, those of a Durable Object] */
const ROWS = [
  ["memory alone", "tests/load/worker.js", {}],
  ["shared cache", "tests/load/worker.js", { CACHE: "accounts" }],
  ["coordinator", "tests/load/worker.js", {}, "AccountsCoordinator"],
  ["bare proxy", "tests/load/proxy.js", {}],
];

const rows = {};
for (const [name, entry, bindings, className] of ROWS) {
  const script = fileURLToPath(new URL("datadog.js", import.meta.url));
  const datadog = fork(script, [SECRETS.DD_API_KEY, SECRETS.DD_APP_KEY]);
  const [{ url }] = await once(datadog, "message");
  const miniflare = await startIsolates(entry, { ...SECRETS, ...bindings }, className, url);
  try {
    rows[name] = await measure(miniflare, datadog);
  } finally {
    await miniflare.dispose();
    datadog.kill();
  }
}
console.log(
  `${ISOLATES} isolates, ${CONNECTIONS} connections for ${DURATION} s each, accounts of six integrations in turn:`,
);
console.table(rows);
process.exitCode = Object.values(rows).some(({ failures }) => failures > 0) ? 1 : 0;

async function measure(miniflare, datadog) {
  const { latency, ...result } = await load(miniflare);
  datadog.send("calls");
  const [{ calls }] = await once(datadog, "message");
  return {
    "requests/s": Math.round(result["2xx"] / DURATION),
    "p50 ms": latency.p50,
    "p99 ms": latency.p99,
    requests: result["2xx"],
    failures: result.errors + result.timeouts + result.non2xx,
    "calls to Datadog": calls,
    "new isolate ms": await firstResponses(miniflare),
  };
}

async function startIsolates(entry, bindings, className, datadog) {
  const modules = await bundleWorker(entry);
  const object = { className, scriptName: "isolate-0", useSQLite: true };
  const miniflare = new Miniflare({
    cf: false,
    host: "127.0.0.1",
    workers: Array.from({ length: ISOLATES + IDLE }, (_, i) => ({
      name: `isolate-${i}`,
      modules,
      modulesRoot: "/",
      compatibilityDate,
      bindings,
      durableObjects: className ? { COORDINATOR: object } : {},
      outboundService: { external: { address: new URL(datadog).host, http: {} } },
      // Not through Miniflare's own worker, which would be measured too.
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    })),
    handleRuntimeStdio: (stdout, stderr) => {
      stdout.resume();
      stderr.pipe(process.stderr, { end: false });
    },
  });
  await miniflare.ready;
  return miniflare;
}

/** Until an isolate without accounts in its memory responds, in milliseconds: the median. */
async function firstResponses(miniflare) {
  const durations = [];
  for (let i = ISOLATES; i < ISOLATES + IDLE; i++) {
    const { origin } = await miniflare.unsafeGetDirectURL(`isolate-${i}`);
    for (const { path, headers } of requests) {
      const started = performance.now();
      // Now and then V8's garbage collection in workerd never ends.
      const signal = AbortSignal.timeout(15_000);
      await (await fetch(origin + path, { headers, signal })).text();
      durations.push(performance.now() - started);
    }
  }
  const sorted = durations.sort((a, b) => a - b);
  return Number(sorted[sorted.length / 2].toFixed(1));
}

/** One load for each isolate, and the sum of them. */
async function load(miniflare) {
  const options = { connections: CONNECTIONS / ISOLATES, duration: DURATION, requests };
  const results = await Promise.all(
    Array.from({ length: ISOLATES }, async (_, i) => {
      const { origin } = await miniflare.unsafeGetDirectURL(`isolate-${i}`);
      return autocannon({ ...options, url: origin, skipAggregateResult: true });
    }),
  );
  return autocannon.aggregateResult(results, { ...options, url: "http://isolates.invalid" });
}
