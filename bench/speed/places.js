/** Where the contestants run: in this Node, in a page of Chromium, in a Worker on workerd. */
import { createRequire } from "node:module";
import { runInThisContext } from "node:vm";
import { serve } from "../../tests/fake/serve.js";
import { launchChromium } from "../../tests/chromium.js";
import { bundle } from "../bundle.js";
import { Miniflare } from "../tools.js";
import { childrenOf, cpuOf } from "./cpu.js";

/** Each opens a place and gives how long a contestant takes there for so many calls, in milliseconds. */
export const PLACES = { node, chromium, workerd };

async function node(names) {
  const { call } = await loadInNode(names);
  return { measure: withCpu(timed(call), [process.pid]), close() {} };
}

/** Bundled as for the others, and not as they are installed: else the loader's work would differ. */
export async function loadInNode(names) {
  const [script] = await bundle("node", `${source(names)} export { call, clients };`);
  const module = { exports: {} };
  const wrapped = runInThisContext(`(function (module, exports, require) {${script.text}\n})`);
  wrapped(module, module.exports, createRequire(import.meta.url));
  return module.exports;
}

/** As a careful page has it: code out of text is forbidden (zod generates some where it may). */
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";

async function chromium(names) {
  const [script] = await bundle("browser", `${source(names)} globalThis.timed = ${timed}(call);`);
  const server = await serve((request) => {
    if (request.url.endsWith("/contest.js")) {
      return new Response(script.text, { headers: { "Content-Type": "text/javascript" } });
    }
    const page = `<!doctype html><link rel="icon" href="data:,"><script src="/contest.js" type="module"></script>`;
    return new Response(page, {
      headers: { "Content-Type": "text/html", "Content-Security-Policy": POLICY },
    });
  });
  const browser = await launchChromium();
  const page = await browser.newPage();
  await page.goto(server.url);
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  const measure = (...args) => page.evaluate((given) => globalThis.timed(...given), args);
  return {
    measure: withCpu(measure, renderers),
    close: () => Promise.all([browser.close(), server.close()]),
  };
}

/** Its clock stands still between I/O: a wait of nothing sets it, to a millisecond. */
async function workerd(names) {
  const files = await bundle(
    "worker",
    `${source(names)}
    async function now() {
      await scheduler.wait(0);
      return performance.now();
    }
    export default {
      async fetch(request) {
        const start = await now();
        await call(...(await request.json()));
        return Response.json((await now()) - start);
      },
    };`,
  );
  const others = childrenOf(process.pid);
  const miniflare = new Miniflare(workerModules(files));
  const url = await miniflare.ready;
  const workerds = childrenOf(process.pid).filter((pid) => !others.includes(pid));
  const measure = async (...args) => {
    const response = await fetch(url, { method: "POST", body: JSON.stringify(args) });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };
  return { measure: withCpu(measure, workerds), close: () => miniflare.dispose() };
}

export function workerModules([script, ...wasm]) {
  return {
    modules: [
      { type: "ESModule", path: "worker.js", contents: script.text },
      ...wasm.map(({ path, contents }) => ({
        type: "CompiledWasm",
        path: path.slice(path.lastIndexOf("/") + 1),
        contents,
      })),
    ],
    compatibilityDate: "2026-04-01",
    // For the official client's dependencies.
    compatibilityFlags: ["nodejs_compat"],
  };
}

/** The start of a module: the contestants' `clients`, and `call`, which calls one (see calls.js). */
function source(names) {
  const imports = names.map(
    (name, i) => `import { listAccounts as client${i} } from "./peers/${name}.js";`,
  );
  const entries = names.map((name, i) => `${JSON.stringify(name)}: client${i}`);
  return `${imports.join("\n")}
    import { createCalls } from "./speed/calls.js";
    const clients = { ${entries.join(", ")} };
    const call = createCalls(clients);`;
}

/** The CPU time of these processes beside the time that passed there. */
function withCpu(measure, pids) {
  return async (...args) => {
    const before = cpuOf(pids);
    const time = await measure(...args);
    const cpu = cpuOf(pids) - before;
    return { time, cpu: Number.isNaN(cpu) ? time : cpu };
  };
}

/** Goes to the page as text. */
function timed(call) {
  return async (...args) => {
    const start = performance.now();
    await call(...args);
    return performance.now() - start;
  };
}
