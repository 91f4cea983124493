/**
 * `make demo`: the dashboard on workerd, with the fake Datadog behind it, or, with `DD_API_KEY` and
 * `DD_APP_KEY` (and `DD_SITE`) in the environment, the real one. `PORT` chooses the port.
 */
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { startDashboard } from "../tests/workerd.js";

const { DD_API_KEY, DD_APP_KEY, DD_SITE, PORT = "8787" } = process.env;

function fail(message) {
  console.error(message);
  process.exit(1);
}

/** Whether nothing listens there yet; workerd itself would only say that it ended. */
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

if (!/^\d+$/.test(PORT) || Number(PORT) > 65535) fail(`PORT=${PORT} is no port number`);
if (!DD_API_KEY !== !DD_APP_KEY) {
  fail(`${DD_API_KEY ? "DD_APP_KEY" : "DD_API_KEY"} is missing: Datadog wants both keys`);
}
const port = Number(PORT);
if (!(await isFree(port))) {
  fail(`port ${port} is in use: choose another one with PORT=${port + 1} make demo`);
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
const address = `${dashboard.url}/`;
console.log(
  DD_API_KEY
    ? `Your Datadog accounts: ${address}#token=${bindings.DASHBOARD_TOKEN} (Ctrl-C stops)`
    : `The fake Datadog's accounts: ${address} (Ctrl-C stops)`,
);

let stopping;
function stop() {
  stopping ??= dashboard.stop().then(() => process.exit(0));
}
process.once("SIGINT", stop);
process.once("SIGTERM", stop);
