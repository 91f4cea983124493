/** Signals of polyfills, of other realms and of other DOMs, over real HTTP. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { AbortController as PolyfilledController } from "abort-controller";
import { Window } from "happy-dom";
import { JSDOM } from "jsdom";
import { ACCOUNT, KEYS, failure, listAccounts } from "../node/common.js";
import { LIST, json, startServer, startStalledServer } from "./servers.js";

const require = createRequire(import.meta.url);
const {
  AbortController: PonyfilledController,
} = require("abortcontroller-polyfill/dist/cjs-ponyfill.js");
const iframe = new JSDOM("<iframe></iframe>").window.frames[0];

/** As a polyfill would be in that realm: each of its objects inherits from that realm's. */
const MINIMAL = `(class {
  signal = {
    aborted: false,
    listeners: new Set(),
    addEventListener(type, listener) { this.listeners.add(listener); },
    removeEventListener(type, listener) { this.listeners.delete(listener); },
  };
  abort(reason) {
    this.signal.aborted = true;
    this.signal.reason = reason;
    for (const listener of this.signal.listeners) listener.call(this.signal, { type: "abort" });
  }
})`;

/** `withoutReason`: the signal has no `reason`. */
const CONTROLLERS = [
  { name: "Node", Controller: AbortController },
  { name: "abort-controller 3", Controller: PolyfilledController, withoutReason: true },
  { name: "abortcontroller-polyfill 1.7", Controller: PonyfilledController },
  { name: "jsdom", Controller: new JSDOM().window.AbortController },
  { name: "a jsdom iframe", Controller: iframe.AbortController },
  { name: "happy-dom", Controller: new Window().AbortController },
  { name: "another realm", Controller: runInContext(MINIMAL, createContext()) },
];

for (const { name, Controller, withoutReason } of CONTROLLERS) {
  test(`A call with a signal of ${name} lists the accounts.`, async (t) => {
    const server = await startServer(t, () => json(LIST));
    const { signal } = new Controller();
    const options = { ...KEYS, baseUrl: server.url, signal };
    assert.deepEqual(await listAccounts("openai", options), [ACCOUNT]);
    assert.deepEqual(await listAccounts("openai", options), [ACCOUNT]);
  });

  for (const headers of [false, true]) {
    const phase = headers ? "while the body is read" : "before the headers";
    test(`An abort ${phase} by a signal of ${name} rejects with its reason.`, async (t) => {
      const server = await startStalledServer(t, { headers });
      const controller = new Controller();
      const options = { ...KEYS, baseUrl: server.url, signal: controller.signal };
      const call = listAccounts("openai", options);
      await server.arrived;
      setTimeout(() => controller.abort("enough"), 50);
      assertReason(await failure(call), withoutReason);
      await server.disconnected;
    });
  }

  test(`A signal of ${name} that was aborted before the call sends nothing.`, async (t) => {
    const server = await startServer(t, () => json(LIST));
    const controller = new Controller();
    controller.abort("enough");
    const { signal } = controller;
    const error = await failure(listAccounts("openai", { ...KEYS, baseUrl: server.url, signal }));
    assertReason(error, withoutReason);
    assert.equal(server.requests.length, 0);
  });

  test(`An abort without a reason by a signal of ${name} rejects with an AbortError.`, async (t) => {
    const server = await startServer(t, () => json("{}", 503, { "Retry-After": "20" }));
    const controller = new Controller();
    const options = { ...KEYS, baseUrl: server.url, signal: controller.signal, maxRetries: 1 };
    const call = listAccounts("openai", { ...options, onResponse: () => controller.abort() });
    assert.equal((await failure(call))?.name, "AbortError");
  });
}

function assertReason(reason, withoutReason) {
  if (!withoutReason) return assert.equal(reason, "enough");
  assert.ok(reason instanceof DOMException);
  assert.equal(reason.name, "AbortError");
  assert.equal(reason.message, "The operation was aborted.");
}

test("An abort with null rejects with null, as fetch does.", async () => {
  const fetch = () => new Promise(() => {});
  const controller = new AbortController();
  const call = listAccounts("openai", { ...KEYS, fetch, signal: controller.signal });
  controller.abort(null);
  assert.equal(await failure(call), null);
});
