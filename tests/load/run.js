/**
 * `make load`: pages of all six integrations ask the dashboard's worker on workerd, as many at once as
 * CONNECTIONS says (50) and for DURATION (30); then the same load on a worker that only proxies.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { Miniflare } from "miniflare";
import { ACCOUNTS } from "../fake/accounts.js";
import { bundleWorker, compatibilityDate } from "../workerd.js";

const { CONNECTIONS = "50", DURATION = "30" } = process.env;
const SECRETS = {
  DD_API_KEY: "load-api-key",
  DD_APP_KEY: "load-app-key",
  DASHBOARD_TOKEN: "token",
};
const requests = Object.keys(ACCOUNTS).map((integration) => ({
  path: `/datadog/api/v2/llm-obs/v1/integrations/${integration}/accounts`,
  headers: { Authorization: `Bearer ${SECRETS.DASHBOARD_TOKEN}` },
}));

const rows = {};
let failures = 0;
for (const [name, entry] of [
  ["edge function", "www/worker.js"],
  ["bare proxy", "tests/load/proxy.js"],
]) {
  const script = fileURLToPath(new URL("datadog.js", import.meta.url));
  const datadog = fork(script, [SECRETS.DD_API_KEY, SECRETS.DD_APP_KEY]);
  const [{ url }] = await once(datadog, "message");
  const miniflare = new Miniflare({
    cf: false,
    host: "127.0.0.1",
    modules: await bundleWorker(entry),
    modulesRoot: "/",
    compatibilityDate,
    bindings: SECRETS,
    outboundService: { external: { address: new URL(url).host, http: {} } },
    // Not through Miniflare's own worker, which would be measured too.
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    handleRuntimeStdio: (stdout, stderr) => {
      stdout.resume();
      stderr.pipe(process.stderr, { end: false });
    },
  });
  await miniflare.ready;
  const { origin } = await miniflare.unsafeGetDirectURL();

  const result = await autocannon({
    url: origin,
    connections: Number(CONNECTIONS),
    duration: Number(DURATION),
    requests,
  });
  datadog.send("calls");
  const [{ calls }] = await once(datadog, "message");
  const failed = result.errors + result.timeouts + result.non2xx;
  failures += failed;
  rows[name] = {
    "requests/s": Math.round(result.requests.average),
    "p50 ms": result.latency.p50,
    "p99 ms": result.latency.p99,
    requests: result["2xx"],
    failures: failed,
    "calls to Datadog": calls,
  };
  await miniflare.dispose();
  datadog.kill();
}
console.log(
  `${CONNECTIONS} connections for ${DURATION} s each, accounts of six integrations in turn:`,
);
console.table(rows);
process.exitCode = failures > 0 ? 1 : 0;
