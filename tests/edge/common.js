/** The edge function on workerd, with a Datadog on loopback that receives every outgoing request. */
import { createInterface } from "node:readline";
import { Miniflare } from "miniflare";
import { ask as sendRequest } from "../ask.js";
import { createFakeDatadog } from "../fake/datadog.js";
import { serve } from "../fake/serve.js";
import { deferred } from "../node/signals.js";
import { bundleWorker, compatibilityDate, fillSecretsStore, secretsStore } from "../workerd.js";

export const API_KEY = "real-api-key-5d1c";
export const APP_KEY = "real-app-key-9f3e";
export const KEYS = { DD_API_KEY: API_KEY, DD_APP_KEY: APP_KEY };
export const API = "/api/v2/llm-obs/v1/integrations";
export const OPENAI = `${API}/openai/accounts`;

/**
 * workerd does not notice that an HTTP/1.1 client has disconnected, but that another worker has. This
 * one disconnects at a request for /disconnect.
 */
export const CLIENT = `
  let disconnects = false;
  export default {
    async fetch({ url, headers }, { EDGE }) {
      if (new URL(url).pathname === "/disconnect") {
        disconnects = true;
        return new Response();
      }
      const controller = new AbortController();
      const response = EDGE.fetch(url, { headers, signal: controller.signal }).catch(
        ({ name }) => new Response(name),
      );
      while (!disconnects) await new Promise((resolve) => setTimeout(resolve, 5));
      disconnects = false;
      controller.abort();
      return response;
    },
  };
`;

/**
 * @param {object} given
 * @param {object} [given.options] options of `createHandler`, as JSON
 * @param {Record<string, string>} [given.secrets] bindings of the Secrets Store; "" for one without a secret
 * @param {number} [given.time] in milliseconds: then the function's clock only moves by `advance`
 */
export async function startEdge({
  options = {},
  bindings = KEYS,
  secrets = {},
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
        name: "client",
        modules: true,
        script: CLIENT,
        compatibilityDate,
        serviceBindings: { EDGE: "edge" },
      },
      {
        name: "edge",
        modules: await bundleWorker("tests/edge/worker.js"),
        modulesRoot: "/",
        compatibilityDate,
        bindings: { ...bindings, OPTIONS: options },
        secretsStoreSecrets: secretsStore(secrets),
        outboundService: { external: { address: new URL(upstream.url).host, http: {} } },
        unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
      },
    ],
  });
  const client = await miniflare.ready;
  await fillSecretsStore(miniflare, "edge", secrets);
  const url = (await miniflare.unsafeGetDirectURL("edge")).origin;
  const edge = {
    url,
    /** Responds as Datadog; a test may replace it. */
    datadog,
    /** What reached Datadog. */
    requests: upstream.requests,
    send: (path = OPENAI, init = {}) => sendRequest(url, path, timed(init)),
    /** Sends a request, and returns a function that disconnects: the runtime then cancels its work. */
    sendAndDisconnect: (init = {}) => sendAndDisconnect(client.origin, timed(init)),
    hold: () => holdDatadog(edge),
    /** Moves the clock, in milliseconds. */
    advance(ms) {
      time += ms;
    },
    /** Waits for at least so many records of the log. */
    async log(count) {
      await until(() => lines.length >= count);
      return lines.map((line) => JSON.parse(line));
    },
    /** From now on connections to Datadog fail. */
    cutOff: () => upstream.close(),
    async stop() {
      await miniflare.dispose();
      await upstream.close();
    },
  };
  return edge;
}

/** The fake that accepts the keys. */
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

/** Sends a request through the worker CLIENT, and returns a function that disconnects it. */
export function sendAndDisconnect(client, init) {
  const response = sendRequest(client, OPENAI, init);
  return async () => {
    await sendRequest(client, "/disconnect");
    const { text } = await response;
    if (text !== "AbortError") throw new Error(`disconnected too late: ${text}`);
  };
}

/** Its Datadog does not respond until `release` is called; `arrived`: the first request has arrived. */
export function holdDatadog(target) {
  const { datadog } = target;
  const [arrived, released] = [deferred(), deferred()];
  target.datadog = async (request) => {
    arrived.resolve();
    await released.promise;
    return datadog(request);
  };
  return { arrived: arrived.promise, release: released.resolve };
}

export async function until(isTrue) {
  const started = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - started > 30_000) throw new Error(`waited in vain: ${isTrue}`);
    await sleep(5);
  }
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
