/** The edge function on workerd, with a Datadog on loopback: whatever leaves the worker arrives there. */
import { createInterface } from "node:readline";
import { Miniflare } from "miniflare";
import { ask } from "../ask.js";
import { createFakeDatadog } from "../fake/datadog.js";
import { serve } from "../fake/serve.js";
import { deferred } from "../node/signals.js";
import { bundleWorker, compatibilityDate } from "../workerd.js";

export const API_KEY = "real-api-key-5d1c";
export const APP_KEY = "real-app-key-9f3e";
export const KEYS = { DD_API_KEY: API_KEY, DD_APP_KEY: APP_KEY };
export const API = "/api/v2/llm-obs/v1/integrations";
export const OPENAI = `${API}/openai/accounts`;

/**
 * workerd does not notice that a client of HTTP/1.1 has left, but that another worker has. This one
 * leaves when it is told to.
 */
const LEAVER = `
  let isTold = false;
  export default {
    async fetch({ url, headers }, { EDGE }) {
      if (new URL(url).pathname === "/leave") {
        isTold = true;
        return new Response();
      }
      const leaving = new AbortController();
      const answer = EDGE.fetch(url, { headers, signal: leaving.signal }).catch(
        ({ name }) => new Response(name),
      );
      while (!isTold) await new Promise((resolve) => setTimeout(resolve, 5));
      isTold = false;
      leaving.abort();
      return answer;
    },
  };
`;

/**
 * @param {object} given
 * @param {object} [given.options] those of `createHandler` that JSON can carry
 * @param {number} [given.time] in milliseconds: then the function's clock stands still, but for `pass`
 */
export async function startEdge({
  options = {},
  bindings = KEYS,
  datadog = createDatadog(),
  time,
} = {}) {
  const timed = ({ headers, ...init }) => ({
    ...init,
    headers: { ...headers, ...(time !== undefined && { "X-Time": `${time}` }) },
  });
  const upstream = await serve((request) => edge.datadog(request));
  const lines = [];
  const miniflare = new Miniflare({
    cf: false,
    host: "127.0.0.1",
    handleRuntimeStdio: (stdout, stderr) => {
      createInterface({ input: stdout }).on("line", (line) => lines.push(line));
      stderr.on("data", (text) => process.stderr.write(text));
    },
    workers: [
      {
        name: "leaver",
        modules: true,
        script: LEAVER,
        compatibilityDate,
        serviceBindings: { EDGE: "edge" },
      },
      {
        name: "edge",
        modules: await bundleWorker("tests/edge/worker.js"),
        modulesRoot: "/",
        compatibilityDate,
        bindings: { ...bindings, OPTIONS: options },
        outboundService: { external: { address: new URL(upstream.url).host, http: {} } },
        unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
      },
    ],
  });
  const leaver = await miniflare.ready;
  const url = (await miniflare.unsafeGetDirectURL("edge")).origin;
  const edge = {
    url,
    /** Answers as Datadog; a test may replace it. */
    datadog,
    /** What reached Datadog. */
    requests: upstream.requests,
    ask: (path = OPENAI, init = {}) => ask(url, path, timed(init)),
    /** Asks, and gives a function that leaves: what the runtime then ends is ended. */
    askAsLeaver(init = {}) {
      const asked = ask(leaver.origin, OPENAI, timed(init));
      return async () => {
        await ask(leaver.origin, "/leave");
        const { text } = await asked;
        if (text !== "AbortError") throw new Error(`left too late: ${text}`);
      };
    },
    /** Datadog answers nothing until `answer` is called; `arrived`: the first question is there. */
    hold() {
      const { datadog } = edge;
      const [arrived, released] = [deferred(), deferred()];
      edge.datadog = async (request) => {
        arrived.resolve();
        await released.promise;
        return datadog(request);
      };
      return { arrived: arrived.promise, answer: released.resolve };
    },
    /** So many milliseconds go by on a clock that stands still. */
    pass(ms) {
      time += ms;
    },
    /** The records of the log, as many as that at least. */
    async log(count) {
      while (lines.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
      return lines.map((line) => JSON.parse(line));
    },
    /** From now on nothing listens where Datadog was. */
    cutOff: () => upstream.close(),
    async stop() {
      await miniflare.dispose();
      await upstream.close();
    },
  };
  return edge;
}

/** The fake that knows the keys. */
export function createDatadog(options) {
  return createFakeDatadog({ apiKey: API_KEY, appKey: APP_KEY, ...options });
}

export async function withEdge(options, run) {
  const edge = await startEdge(options);
  try {
    await run(edge);
  } finally {
    await edge.stop();
  }
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
