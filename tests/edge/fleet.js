/** Many isolates of the edge function on one workerd, with a Datadog on loopback that counts. */
import { createInterface } from "node:readline";
import { Miniflare } from "miniflare";
import { ask as sendRequest } from "../ask.js";
import { serve } from "../fake/serve.js";
import { bundleWorker, compatibilityDate } from "../workerd.js";
import {
  CLIENT,
  createDatadog,
  holdDatadog,
  KEYS,
  OPENAI,
  sendAndDisconnect,
  until,
} from "./common.js";

/**
 * @param {object} given
 * @param {number} [given.size] how many isolates
 * @param {object} [given.bindings] of each isolate, as in fleet-worker.js
 * @param {boolean} [given.coordinator] whether they have the coordinator
 * @param {object} [given.options] options of `createHandler`, as JSON
 */
async function startFleet({ size = 8, bindings, coordinator = false, options = {} }) {
  const datadog = await serve((request) => fleet.datadog(request));
  const lines = [];
  const names = Array.from({ length: size }, (_, i) => `isolate-${i}`);
  const object = { className: "TestCoordinator", scriptName: "coordinator", useSQLite: true };
  const common = { modulesRoot: "/", compatibilityDate };
  const socket = { unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] };
  const modules = await bundleWorker("tests/edge/fleet-worker.js");
  const miniflare = new Miniflare({
    cf: false,
    host: "127.0.0.1",
    handleRuntimeStdio: (stdout, stderr) => {
      createInterface({ input: stdout }).on("line", (line) => lines.push(line));
      stderr.on("data", (text) => fleet.stderr.push(`${text}`));
    },
    workers: [
      {
        ...common,
        ...socket,
        name: "coordinator",
        modules: await bundleWorker("tests/edge/fleet-coordinator.js"),
        durableObjects: { COORDINATOR: { ...object, scriptName: undefined } },
      },
      {
        ...common,
        ...socket,
        name: "client",
        modules: true,
        script: CLIENT,
        serviceBindings: { EDGE: names[0] },
      },
      ...names.map((name) => ({
        ...common,
        ...socket,
        name,
        modules,
        bindings: { ...KEYS, ...bindings, NAME: name, OPTIONS: options },
        durableObjects: coordinator ? { COORDINATOR: object } : {},
        outboundService: { external: { address: new URL(datadog.url).host, http: {} } },
      })),
    ],
  });
  await miniflare.ready;
  const urlOf = async (name) => (await miniflare.unsafeGetDirectURL(name)).origin;
  const urls = await Promise.all(names.map(urlOf));
  const [control, client] = await Promise.all(["coordinator", "client"].map(urlOf));

  const fleet = {
    size,
    /** Responds as Datadog; a test may replace it. */
    datadog: createDatadog(),
    /** What reached Datadog. */
    requests: datadog.requests,
    /** What workerd complained of. */
    stderr: [],
    /** Sends a request to one of the isolates. */
    send: (isolate, { path = OPENAI, ...init } = {}) =>
      sendRequest(urls[isolate % size], path, init),
    /** So many requests at once, over all isolates. */
    sendMany: (count, init) =>
      Promise.all(Array.from({ length: count }, (_, i) => fleet.send(i, init))),
    /** Sends a request to the first isolate, and returns a function that disconnects. */
    sendAndDisconnect: (init) => sendAndDisconnect(client, init),
    hold: () => holdDatadog(fleet),
    /** Calls one of the methods of the test's coordinator. */
    coordinator: async (method) => JSON.parse((await sendRequest(control, `/${method}`)).text),
    /** What an isolate has counted: how often a tier was used (`touched`), and what it wrote to the cache. */
    counts: async (isolate) => JSON.parse((await fleet.send(isolate, { path: "/counts" })).text),
    /** Waits until the first isolate has written so many entries to the shared cache. */
    untilWritten: (count) => until(async () => (await fleet.counts(0)).written >= count),
    /** Waits until so many isolates have asked the coordinator. */
    untilLookups: (count) => until(async () => (await fleet.coordinator("lookups")) >= count),
    /** Waits for at least so many requests to Datadog. */
    untilRequests: (count) => until(() => datadog.requests.length >= count),
    /** Waits for at least so many records of the log. */
    async log(count) {
      await until(() => lines.length >= count);
      return lines.map((line) => JSON.parse(line));
    },
    async stop() {
      await miniflare.dispose();
      await datadog.close();
    },
  };
  return fleet;
}

export async function withFleet(options, run) {
  const fleet = await startFleet(options);
  try {
    await run(fleet);
  } finally {
    await fleet.stop();
  }
}
