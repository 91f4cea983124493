/** docs/recipes.md: two processes of the edge function share a real Redis, on a socket of its own. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { ask } from "../ask.js";
import { ACCOUNTS } from "../fake/accounts.js";
import { createFakeDatadog } from "../fake/datadog.js";
import { serve } from "../fake/serve.js";
import { freePort } from "../free-port.js";
import { createProject } from "../package.js";
import { example, root } from "./blocks.js";
import { KEYS } from "./run.js";

const TOKEN = "the-dashboard-token";
const path = (integration) => `/datadog/api/v2/llm-obs/v1/integrations/${integration}/accounts`;

const code = example("docs/recipes.md", "Several processes with Redis", "js");
const SERVER = `
  import { createServer } from "node:http";
  const { fetch } = globalThis;
  const { DATADOG } = process.env;
  globalThis.fetch = (url, init) => fetch(url.replace("https://api.datadoghq.com", DATADOG), init);
  const { handle } = await import("./handler.js");
  const server = createServer(async ({ url, headers }, outgoing) => {
    const response = await handle(new Request(new URL(url, "http://localhost"), { headers }));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  });
  server.listen(0, "127.0.0.1", () => process.send(server.address().port));`;

const project = createProject("recipe-redis", {
  "package.json": '{ "private": true, "type": "module" }',
  "handler.js": code,
  "server.js": SERVER,
});
symlinkSync(join(root, "tests/docs/node_modules/redis"), join(project, "node_modules/redis"));

const folder = mkdtempSync(join(tmpdir(), "redis-"));
const started = [];
const { createClient } = createRequire(join(root, "tests/docs/package.json"))("redis");
let client;
let datadog;
let respond = createFakeDatadog();
let redis;
let send;

before(async () => {
  datadog = await serve((request) => respond(request));
  const port = await freePort();
  const program = execFileSync("sh", ["scripts/redis.sh"], { cwd: root, encoding: "utf8" }).trim();
  const settings = { port, bind: "127.0.0.1", dir: folder, save: "", appendonly: "no" };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  redis = start(program, args, {});
  client = createClient({ url: `redis://127.0.0.1:${port}` }).on("error", () => {});
  await client.connect();
  const env = { ...KEYS, DASHBOARD_TOKEN: TOKEN, REDIS_URL: `redis://127.0.0.1:${port}` };
  const ports = [];
  for (let i = 0; i < 2; i++) {
    const child = start(process.execPath, ["server.js"], { ...env, DATADOG: datadog.url });
    ports.push((await once(child, "message"))[0]);
  }
  const headers = { Authorization: `Bearer ${TOKEN}` };
  send = (process, integration, init = { headers }) =>
    ask(`http://127.0.0.1:${ports[process]}`, path(integration), init);
});

after(async () => {
  client?.destroy();
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill();
    await once(child, "close");
  }
  await datadog.close();
  rmSync(folder, { recursive: true });
});

async function untilEntries(count) {
  for (let i = 0; (await client.dbSize()) < count; i++) {
    if (i > 2000) throw new Error(`Redis has fewer than ${count} entries`);
    await delay(5);
  }
}

function start(program, args, env) {
  const options = { cwd: project, env: { PATH: process.env.PATH, ...env } };
  const child = spawn(program, args, { ...options, stdio: ["ignore", "ignore", "pipe", "ipc"] });
  child.stderr.resume();
  started.push(child);
  return child;
}

test("Redis: the recipe has at most 20 lines, apart from those that are blank.", () => {
  assert.ok(code.split("\n").filter((line) => line.trim() !== "").length <= 20);
});

test("Redis: what one process has fetched serves the other.", async () => {
  const one = await send(0, "openai");
  await untilEntries(1);
  const other = await send(1, "openai");
  assert.deepEqual(JSON.parse(other.text), ACCOUNTS.openai);
  assert.equal(other.headers.etag, one.headers.etag);
  assert.match(other.headers["cache-status"], /; hit; ttl=\d+$/);
  assert.equal(datadog.requests.length, 1);
  assert.equal((await send(1, "openai", {})).status, 401);
});

test("Redis: a 429 seen by one process stops the other, and a killed Redis stops neither.", async () => {
  const [sent, working] = [datadog.requests.length, respond];
  respond = () => Response.json([], { status: 429, headers: { "X-RateLimit-Reset": "2" } });
  assert.equal((await send(0, "anthropic")).status, 429);
  await untilEntries(2);
  assert.equal((await send(1, "anthropic")).status, 429);
  assert.equal(datadog.requests.length, sent + 1);

  respond = working;
  redis.kill();
  await once(redis, "close");
  await delay(2000); // the end of the rate limit
  for (const process of [0, 1]) assert.equal((await send(process, "anthropic")).status, 200);
  assert.equal(datadog.requests.length, sent + 3);
});
