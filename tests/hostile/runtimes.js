/** The runtimes that the package serves, each with the caller in it. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { launchChromium } from "../chromium.js";
import { serve } from "../fake/serve.js";
import { launchFirefox } from "../firefox.js";
import { installed } from "../package.js";
import { bundleWorker, compatibilityDate } from "../workerd.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const bin = (name) => join(here, "../node_modules/.bin", name);

/**
 * Starts a runtime with the caller (caller.js) in it.
 *
 * @type {Record<string, () => Promise<{ ask: (message: object) => Promise<object>, stop: () => Promise<void> }>>}
 */
export const RUNTIMES = {
  Node: () => startProcess(process.execPath, []),
  Deno: () => startProcess(bin("deno"), ["run", "--quiet", "--no-lock", "--allow-net=127.0.0.1"]),
  // It tells of a broken gzip by itself.
  Bun: () => startProcess(bin("bun"), [], /^(Decompression error: ZlibError\n)*$/),
  workerd: startWorkerd,
  Chromium: () => startBrowser(launchChromium),
  Firefox: () => startBrowser(launchFirefox),
};

/** Beside the installed package, which each of these finds by its name. */
async function startProcess(command, args, says = /^$/) {
  const file = join(installed, "../hostile.mjs");
  await bundle("process.js", {
    outfile: file,
    external: ["datadog-llm-accounts"],
    platform: "node",
  });
  return {
    async ask(message) {
      const child = spawn(command, [...args, file], { timeout: 600_000 });
      child.stdin.end(JSON.stringify(message));
      const [output, errors] = await Promise.all([buffer(child.stdout), text(child.stderr)]);
      assert.match(errors, says);
      assert.equal(child.signalCode, null, "the process did not end by itself");
      return JSON.parse(output);
    },
    async stop() {},
  };
}

async function startWorkerd() {
  const miniflare = new Miniflare({
    cf: false,
    host: "127.0.0.1",
    modules: await bundleWorker("tests/hostile/worker.js"),
    modulesRoot: "/",
    compatibilityDate,
  });
  const { origin } = await miniflare.ready;
  return {
    async ask(message) {
      const answer = await fetch(origin, { method: "POST", body: JSON.stringify(message) });
      const body = await answer.text();
      assert.equal(answer.status, 200, body);
      return JSON.parse(body);
    },
    stop: () => miniflare.dispose(),
  };
}

async function startBrowser(launch) {
  const { outputFiles } = await bundle("page.js", { write: false });
  const [{ text: script }] = outputFiles;
  const site = await serve((request) =>
    request.url.endsWith(".js")
      ? new Response(script, { headers: { "Content-Type": "text/javascript" } })
      : new Response("<!doctype html><script src=page.js></script>", {
          headers: { "Content-Type": "text/html" },
        }),
  );
  const errors = [];
  let browser, page;
  async function stop() {
    await browser?.close();
    await site.close();
  }
  try {
    browser = await launch();
    page = await browser.newPage();
    page.on("pageerror", (error) => {
      // Firefox reports blocked responses in this way.
      if (!String(error.stack).startsWith("Cross-Origin Request Blocked")) errors.push(error);
    });
    await page.goto(site.url);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    async ask(message) {
      const answer = await page.evaluate((message) => globalThis.answer(message), message);
      assert.deepEqual(errors, []);
      return answer;
    },
    stop,
  };
}

function bundle(entry, options) {
  return build({
    entryPoints: [join(here, entry)],
    bundle: true,
    format: "esm",
    target: "es2022",
    nodePaths: [installed],
    logLevel: "warning",
    ...options,
  });
}
