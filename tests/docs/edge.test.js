/** The steps of docs/edge.md in an empty folder, up to a dry run of the deployment. */
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { createProject } from "../package.js";
import { blocksOf, example, root } from "./blocks.js";
import { commandsOf } from "./commands.js";

const [TRY, DEPLOY] = blocksOf("docs/edge.md")
  .filter(({ heading, language }) => heading === "As a Cloudflare Worker" && language === "sh")
  .map(({ code }) => commandsOf(code));

const wrangler = join(root, "tests/node_modules/.bin/wrangler");
const secrets = example("docs/edge.md", "As a Cloudflare Worker", "ini");
const folder = createProject("edge", {
  "package.json": '{ "private": true, "type": "module" }',
  "worker.ts": example("README.md", "In a web page", "ts"),
  "wrangler.toml": example("docs/edge.md", "As a Cloudflare Worker", "toml"),
  // Without keys the response names them, and no request is sent.
  ".dev.vars": secrets.replace(/^(DD_\w+_KEY)=.*$/gm, "$1="),
});
const options = {
  cwd: folder,
  env: {
    PATH: process.env.PATH,
    HOME: folder,
    CI: "true",
    WRANGLER_SEND_METRICS: "false",
    // Nothing listens there: wrangler requires no network.
    HTTPS_PROXY: "http://127.0.0.1:9",
    HTTP_PROXY: "http://127.0.0.1:9",
  },
};

test("The Worker runs locally with the two commands.", async () => {
  const [dev, curl] = TRY;
  assert.equal(dev, "npx wrangler dev");
  const child = spawn(wrangler, ["dev", "--port", "0"], { ...options, detached: true });
  const closed = once(child, "close");
  try {
    const url = await addressOf(child);
    // As the shell would read it, but from the port that was free.
    const words = [...curl.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word);
    const args = words.slice(1).map((word) => word.replace("http://localhost:8787", url));
    const { stdout } = await promisify(execFile)("curl", ["--silent", ...args]);
    assert.match(JSON.parse(stdout).errors[0].detail, /DD_API_KEY/);
    const stranger = await fetch(args.at(-1));
    assert.equal(stranger.status, 401);
  } finally {
    if (child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    await closed;
  }
});

test("wrangler accepts the names of the secrets, and a dry run deploys the Worker.", async () => {
  const names = secrets.match(/^\w+/gm);
  const puts = names.map((name) => `npx wrangler secret put ${name}`);
  assert.deepEqual(DEPLOY, [...puts, "npx wrangler deploy"]);
  const help = await promisify(execFile)(wrangler, ["secret", "put", "--help"], options);
  assert.match(help.stdout, /wrangler secret put <key>/);
  const deploy = ["deploy", "--dry-run", "--outdir", "out"];
  const { stdout } = await promisify(execFile)(wrangler, deploy, options);
  assert.match(stdout, /--dry-run: exiting now/);
});

test("A dry run deploys the Worker with the cache and the coordinator.", async () => {
  const folder = createProject("edge-scale", {
    "package.json": '{ "private": true, "type": "module" }',
    "worker.ts": example("docs/edge.md", "On Cloudflare", "ts"),
    "wrangler.toml": [
      example("docs/edge.md", "As a Cloudflare Worker", "toml"),
      example("docs/edge.md", "On Cloudflare", "toml"),
    ].join("\n"),
  });
  const args = ["deploy", "--dry-run", "--outdir", "out"];
  const { stdout } = await promisify(execFile)(wrangler, args, { ...options, cwd: folder });
  assert.match(stdout, /^env\.COORDINATOR \(AccountsCoordinator\) +Durable Object/m);
});

/** The URL that wrangler prints. */
function addressOf(child) {
  return new Promise((resolve, reject) => {
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
        const found = /Ready on (http:\S+)/.exec(output);
        if (found) resolve(found[1]);
      });
    }
    child.once("close", () => reject(new Error(output)));
  });
}
