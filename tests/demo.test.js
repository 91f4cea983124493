import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { ACCOUNTS } from "./fake/accounts.js";
import { freePort } from "./free-port.js";

const script = fileURLToPath(new URL("../scripts/demo.js", import.meta.url));
const OPENAI = "/datadog/api/v2/llm-obs/v1/integrations/openai/accounts";
const KEYS = { DD_API_KEY: "demo-api-key-5d1c", DD_APP_KEY: "demo-app-key-9f3e" };

for (const signal of ["SIGINT", "SIGTERM"]) {
  test(`The demo prints its address, answers there, and leaves nothing behind on ${signal}.`, async () => {
    const port = await freePort();
    const demo = startDemo({ PORT: `${port}` });
    try {
      const address = `http://127.0.0.1:${port}/`;
      const line = await demo.firstLine;
      assert.equal(line, `The fake Datadog's accounts: ${address} (Ctrl-C stops)`);

      const page = await fetch(address);
      assert.equal(page.status, 200);
      assert.match(await page.text(), /<h1>LLM integration accounts<\/h1>/);
      const accounts = await fetch(new URL(OPENAI, address));
      assert.deepEqual(await accounts.json(), ACCOUNTS.openai);

      const children = childrenOf(demo.pid);
      assert.ok(children.length > 0);
      demo.kill(signal);
      assert.deepEqual(await demo.exited, [0, null]);
      assert.equal(demo.stdout, `${line}\n`);
      assert.equal(demo.stderr, "");
      assert.deepEqual(children.filter(isRunning), []);
      assert.equal(await freePort(port), port);
    } finally {
      await demo.stop();
    }
  });
}

test("With keys the demo prints a token, and without it shows nothing.", async () => {
  const demo = startDemo({ ...KEYS, DD_SITE: "datadoghq.eu", PORT: "0" });
  try {
    const line = await demo.firstLine;
    const found = /^Your Datadog accounts: (http:\S+\/)#token=([\w-]{32}) \(Ctrl-C stops\)$/.exec(
      line,
    );
    assert.ok(found, line);
    const [, address, token] = found;

    // Never with the token: the real Datadog would be asked.
    const answers = [];
    for (const headers of [{}, { Authorization: "Bearer wrong" }]) {
      const accounts = await fetch(new URL(OPENAI, address), { headers });
      assert.equal(accounts.status, 401);
      const state = await fetch(new URL(OPENAI.replace("/api", "/~200/api"), address), { headers });
      assert.equal(state.status, 404);
      const config = await fetch(new URL("/config.json", address), { headers });
      const shown = await config.text();
      assert.deepEqual(JSON.parse(shown), { fake: false, tokenRequired: true });
      const page = await fetch(address, { headers });
      answers.push(await accounts.text(), await state.text(), shown, await page.text());
    }
    assert.ok(!answers.join().includes(token));

    demo.kill("SIGINT");
    assert.deepEqual(await demo.exited, [0, null]);
    assert.equal(demo.stdout, `${line}\n`);
    assert.equal(demo.stderr, "");
    for (const key of Object.values(KEYS)) assert.ok(!answers.join().includes(key));
  } finally {
    await demo.stop();
  }
});

test("Each start makes another token.", async () => {
  const demos = [];
  try {
    for (let i = 0; i < 2; i++) demos.push(startDemo({ ...KEYS, PORT: "0" }));
    const lines = await Promise.all(demos.map(({ firstLine }) => firstLine));
    const [one, other] = lines.map((line) => /#token=(\S+)/.exec(line)[1]);
    assert.notEqual(one, other);
  } finally {
    for (const demo of demos) await demo.stop();
  }
});

test("A port in use ends the demo with the way out.", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const { port } = server.address();
    await assertRefused({ PORT: `${port}` }, [`port ${port} is in use`, /PORT=\d+ make demo/]);
  } finally {
    server.close();
    await once(server, "close");
  }
});

const REFUSED = [
  ["A missing application key", { DD_API_KEY: KEYS.DD_API_KEY }, "DD_APP_KEY is missing"],
  ["A missing API key", { DD_APP_KEY: KEYS.DD_APP_KEY }, "DD_API_KEY is missing"],
  ["A blank key", { ...KEYS, DD_APP_KEY: " " }, "DD_APP_KEY is missing"],
  ["A port that is a word", { PORT: "http" }, "PORT=http is no port number"],
  ["A port that is too large", { PORT: "65536" }, "PORT=65536 is no port number"],
];

for (const [what, environment, said] of REFUSED) {
  test(`${what} ends the demo, which says so.`, () => assertRefused(environment, [said]));
}

async function assertRefused(environment, said) {
  const demo = startDemo({ PORT: "0", ...environment });
  try {
    assert.deepEqual(await demo.exited, [1, null]);
    assert.equal(demo.stdout, "");
    assert.equal(demo.stderr.trim().split("\n").length, 1, demo.stderr);
    for (const words of said) {
      assert.ok(typeof words === "string" ? demo.stderr.includes(words) : words.test(demo.stderr));
    }
    for (const key of Object.values(KEYS)) assert.ok(!demo.stderr.includes(key));
  } finally {
    await demo.stop();
  }
}

/** The demo with this and nothing else of Datadog's in its environment. */
function startDemo(environment) {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [script], {
    env: { PATH, HOME, ...environment },
    timeout: 120_000,
  });
  const exited = once(child, "close");
  const demo = {
    pid: child.pid,
    stdout: "",
    stderr: "",
    exited,
    kill: (signal) => child.kill(signal),
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
  for (const stream of ["stdout", "stderr"]) {
    child[stream].setEncoding("utf8").on("data", (text) => (demo[stream] += text));
  }
  demo.firstLine = new Promise((resolve, reject) => {
    child.stdout.on("data", () => {
      const [line, ...rest] = demo.stdout.split("\n");
      if (rest.length > 0) resolve(line);
    });
    child.once("close", () => reject(new Error(`the demo ended: ${demo.stderr}`)));
  });
  // The tests in which it prints nothing do not wait for it.
  demo.firstLine.catch(() => {});
  return demo;
}

/** A port of loopback on which nothing listens: any, or the one that is asked for. */
function childrenOf(pid) {
  return processes().flatMap(({ pid: child, parent }) => (parent === pid ? [child] : []));
}

/** A process that ended but was not waited for yet is not running. */
function isRunning(pid) {
  return processes().some((process) => process.pid === pid && !process.state.startsWith("Z"));
}

function processes() {
  const listed = execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat="], { encoding: "utf8" });
  return listed
    .trim()
    .split("\n")
    .map((line) => {
      const [pid, parent, state] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), state };
    });
}
