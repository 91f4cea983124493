/**
 * `make demo`: the dashboard on workerd, with the fake Datadog behind it, or, with `DD_API_KEY` and
 * `DD_APP_KEY` (and `DD_SITE`) in the environment, the real one. `PORT` chooses the port.
 */
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { startDashboard } from "../tests/workerd.js";

const { PORT = "8787" } = process.env;
// Blank is as good as unset, for the worker too.
const [DD_API_KEY, DD_APP_KEY, DD_SITE] = ["DD_API_KEY", "DD_APP_KEY", "DD_SITE"].map((name) =>
  process.env[name]?.trim(),
);

function fail(message) {
  console.error(message);
  process.exit(1);
}

/** What keeps a server from listening there, if anything; workerd would only say that it ended. */
function obstacle(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(undefined)));
  });
}

if (!/^\d+$/.test(PORT) || Number(PORT) > 65535) fail(`PORT=${PORT} is no port number`);
if (!DD_API_KEY !== !DD_APP_KEY) {
  fail(`${DD_API_KEY ? "DD_APP_KEY" : "DD_API_KEY"} is missing: Datadog wants both keys`);
}
const port = Number(PORT);
const error = await obstacle(port);
if (error) {
  const why = error.code === "EADDRINUSE" ? "is in use" : `cannot be used (${error.code})`;
  fail(
    `port ${port} ${why}: choose another one with PORT=${port < 65535 ? port + 1 : 8787} make demo`,
  );
}

const bindings = {};
if (DD_API_KEY) {
  bindings.DD_API_KEY = DD_API_KEY;
  bindings.DD_APP_KEY = DD_APP_KEY;
  if (DD_SITE) bindings.DD_SITE = DD_SITE;
  // The page shows your accounts to whoever holds the printed address, and to no one else.
  bindings.DASHBOARD_TOKEN = randomBytes(24).toString("base64url");
}

const dashboard = await startDashboard({ bindings, port });

let stopping;
function stop() {
  stopping ??= dashboard.stop().then(() => process.exit(0));
}
for (const signal of ["SIGINT", "SIGTERM"]) {
  // Miniflare's own listeners would end the process at once, as failed.
  process.removeAllListeners(signal);
  process.once(signal, stop);
}

// Not before a signal is obeyed: whoever waits for this line may send one at once.
const address = `${dashboard.url}/`;
console.log(
  DD_API_KEY
    ? `Your Datadog accounts: ${address}#token=${bindings.DASHBOARD_TOKEN} (Ctrl-C stops)`
    : `The fake Datadog's accounts: ${address} (Ctrl-C stops)`,
);
