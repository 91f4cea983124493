/** An abort is felt at once, and the deadline too, wherever the call is. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { HOST, KEYS, assertError, failure, listAccounts } from "./common.js";
import { REASONS, deferred, watch } from "./signals.js";

/** How to bring a call to a phase: options for it; it is there once `reached` is called. */
const PHASES = {
  "a fetch that ignores its signal": (reached) => ({
    fetch() {
      reached();
      return new Promise(() => {});
    },
  }),
  "a body that ignores the signal": (reached) => ({
    fetch: () => ({
      status: 200,
      text() {
        reached();
        return new Promise(() => {});
      },
    }),
  }),
  "an error's body that ignores the signal": (reached) => ({
    fetch: () => ({
      status: 500,
      text() {
        reached();
        return new Promise(() => {});
      },
    }),
  }),
  "a fetch that answers an abort with an error of its own": (reached) => ({
    fetch(_, { signal }) {
      reached();
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("its own")));
      });
    },
  }),
  "a connection whose handshake stalls": (reached) => ({
    baseUrl: mute.url,
    fetch(...args) {
      mute.once("connection", (socket) => socket.once("data", reached));
      return fetch(...args);
    },
  }),
  "the wait for another try": (reached) => ({
    maxRetries: 1,
    fetch: () => ({
      status: 503,
      headers: [["Retry-After", "25"]],
      text() {
        setImmediate(reached);
        return "";
      },
    }),
  }),
  "a second try": (reached) => {
    const tries = [
      () => ({ status: 503, headers: [["Retry-After", "0"]], text: () => "" }),
      () => {
        reached();
        return new Promise(() => {});
      },
    ];
    return { maxRetries: 1, fetch: () => tries.shift()() };
  },
};

/** A server that accepts connections, and says nothing. */
let mute;

before(async () => {
  mute = createServer((socket) => socket.on("error", () => {}));
  mute.listen(0, "127.0.0.1");
  await once(mute, "listening");
  mute.url = `https://127.0.0.1:${mute.address().port}`;
});

after(() => mute.close());

for (const [name, phase] of Object.entries(PHASES)) {
  test(`An abort ends ${name} at once, with the signal's reason.`, async () => {
    for (const reason of REASONS) {
      const controller = new AbortController();
      const { signal } = controller;
      const watched = watch(signal);
      const reached = deferred();
      const options = { ...KEYS, ...phase(reached.resolve), attemptTimeout: Infinity, signal };
      let ended = false;
      const call = failure(listAccounts("openai", options)).finally(() => {
        ended = true;
      });
      await reached.promise;
      assert.equal(ended, false);
      controller.abort(reason);
      // No timer and no connection can have a say before the next turn.
      await new Promise(setImmediate);
      assert.equal(ended, true);
      const error = await call;
      assert.ok(Object.is(error, reason), `${typeof reason} became ${typeof error}`);
      assert.deepEqual(watched(), { atMost: 1, left: 0 });
    }
  });
}

/** Where the status is known, it says more than the deadline. */
const STATUSES = {
  "an error's body that ignores the signal": 500,
  "the wait for another try": 503,
};

for (const [name, phase] of Object.entries(PHASES)) {
  test(`The deadline ends ${name}.`, async () => {
    const options = { ...KEYS, ...phase(() => {}), attemptTimeout: Infinity, timeout: 200 };
    const error = await failure(listAccounts("openai", options));
    const host = options.baseUrl ? new URL(options.baseUrl).host : HOST;
    const status = STATUSES[name];
    if (status === undefined) {
      const message = `no complete response from ${host} within 200 ms (\`timeout\`)`;
      assertError(error, { code: "timeout", timeout: 200 }, message);
    } else {
      assert.equal(error.status, status);
    }
  });
}
