/** How a signal ends a call. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFakeDatadog } from "../fake/datadog.js";
import {
  AccountsError,
  KEYS,
  failure,
  hostileProxy,
  listAccounts,
  ok,
  run,
  started,
} from "./common.js";
import { REASONS, deferred, watch } from "./signals.js";

test("A signal that has aborted already rejects with its reason, and nothing is sent.", async (t) => {
  const { requests, url } = await started(t, createFakeDatadog());
  for (const reason of REASONS) {
    const signal = AbortSignal.abort(reason);
    const error = await failure(listAccounts("openai", { ...KEYS, baseUrl: url, signal }));
    assert.ok(Object.is(error, reason), `${typeof reason} became ${typeof error}`);
  }
  const signal = AbortSignal.abort();
  const error = await failure(listAccounts("openai", { ...KEYS, baseUrl: url, signal }));
  assert.equal(error, signal.reason);
  assert.equal(error.name, "AbortError");
  assert.deepEqual(requests, []);
});

test("A reason whose every property access throws is passed on too.", async () => {
  const reason = hostileProxy();
  const signal = AbortSignal.abort(reason);
  // Not through `failure`: what an async function returns is looked at for a `then`.
  const same = await listAccounts("openai", { ...KEYS, fetch: ok([]), signal }).then(
    () => false,
    (error) => error === reason,
  );
  assert.ok(same);
});

test("A polyfilled signal without a reason rejects with an AbortError.", async () => {
  const signal = { aborted: true, addEventListener() {}, removeEventListener() {} };
  const error = await failure(listAccounts("openai", { ...KEYS, fetch: ok([]), signal }));
  assert.ok(error instanceof DOMException);
  assert.equal(error.name, "AbortError");
  assert.equal(error.message, "The operation was aborted.");
});

test("An abort while the server does not respond ends the request.", async (t) => {
  const [arrived, left] = [deferred(), deferred()];
  const { url } = await started(t, ({ signal }) => {
    arrived.resolve();
    signal.addEventListener("abort", left.resolve);
    return new Promise(() => {});
  });
  const controller = new AbortController();
  const { signal } = controller;
  const call = failure(listAccounts("openai", { ...KEYS, baseUrl: url, signal }));
  await arrived.promise;
  controller.abort();
  assert.equal(await call, signal.reason);
  await left.promise;
});

for (const status of [200, 500]) {
  test(`An abort while the body of a ${status} stalls ends the request.`, async (t) => {
    const [begun, left] = [deferred(), deferred()];
    const { url } = await started(t, ({ signal }) => {
      signal.addEventListener("abort", left.resolve);
      const start = (controller) => controller.enqueue(new TextEncoder().encode("["));
      return new Response(new ReadableStream({ start }), { status });
    });
    const controller = new AbortController();
    const { signal } = controller;
    const observed = async (...args) => {
      const answer = await fetch(...args);
      setImmediate(begun.resolve);
      return answer;
    };
    const call = failure(
      listAccounts("openai", { ...KEYS, baseUrl: url, fetch: observed, signal }),
    );
    await begun.promise;
    controller.abort(0);
    assert.equal(await call, 0);
    await left.promise;
  });
}

test("A signal's own timeout rejects with its reason.", async (t) => {
  const { url } = await started(t, createFakeDatadog({ delay: 2 ** 31 - 1 }));
  const signal = AbortSignal.timeout(20);
  const error = await failure(listAccounts("openai", { ...KEYS, baseUrl: url, signal }));
  assert.equal(error, signal.reason);
  assert.equal(error.name, "TimeoutError");
});

for (const [name, then] of Object.entries({
  "never settles": "new Promise(() => {})",
  rejects: 'Promise.reject(new Error("its own"))',
  "returns nothing": "undefined",
  throws: '(() => { throw new Error("its own"); })()',
})) {
  test(`An abort inside a fetch that then ${name} rejects with the signal's reason, and only there.`, async () => {
    // A process of its own: a rejection that nobody handles ends it.
    const result = await run(`
      import { listAccounts } from "datadog-llm-accounts";
      const controller = new AbortController();
      const { signal } = controller;
      const fetch = () => {
        controller.abort("enough");
        return ${then};
      };
      const options = { accessToken: "x", fetch, signal, maxRetries: 0 };
      await listAccounts("openai", options).catch((reason) => console.log(reason));
    `);
    assert.deepEqual(result, { code: 0, stdout: "enough\n", stderr: "" });
  });
}

test("An abort after the response changes nothing.", async () => {
  const controller = new AbortController();
  const accounts = await listAccounts("openai", {
    ...KEYS,
    fetch: ok([]),
    signal: controller.signal,
  });
  controller.abort();
  await new Promise(setImmediate);
  assert.deepEqual(accounts, []);
});

/** Where a call waits: options, and what lets it go on. */
const WAITS = {
  "a response": () => {
    const answer = deferred();
    return { options: { fetch: () => answer.promise }, goOn: () => answer.resolve(ok([])()) };
  },
  "a body": () => {
    const text = deferred();
    return {
      options: { fetch: () => ({ status: 200, text: () => text.promise }) },
      goOn: () => text.resolve("[]"),
    };
  },
  "a retry": () => {
    const tries = [
      () => ({ status: 503, headers: [["Retry-After", "1"]], text: () => "" }),
      ok([]),
    ];
    return { options: { maxRetries: 1, fetch: () => tries.shift()() }, goOn: () => {} };
  },
};

for (const [name, begin] of Object.entries(WAITS)) {
  test(`An abort event on a signal that has not aborted does not disturb the wait for ${name}.`, async () => {
    const { signal } = new AbortController();
    const { options, goOn } = begin();
    const call = listAccounts("openai", { ...KEYS, ...options, signal });
    await new Promise(setImmediate);
    signal.dispatchEvent(new Event("abort"));
    goOn();
    assert.deepEqual(await call, []);
  });
}

test("However a call ends, no listener is left on its signal.", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const answers = {
    success: ok([]),
    http: () => new Response("", { status: 400 }),
    network: () => Promise.reject(new Error("refused")),
    thrown: () => {
      throw new Error("refused");
    },
    "no response": () => ({}),
    decode: ok("x"),
  };
  for (const [name, fetch] of Object.entries(answers)) {
    const watched = watch(signal);
    await Promise.allSettled([listAccounts("openai", { ...KEYS, fetch, signal })]);
    assert.deepEqual(watched(), { atMost: 1, left: 0 }, name);
  }
  const watched = watch(signal);
  await failure(listAccounts("openai", { ...KEYS, apiKey: "", signal }));
  assert.equal(watched().left, 0);
});

test("A signal whose listeners cannot be added or removed settles the call.", async () => {
  const hostile = () => {
    throw new Error("no listeners");
  };
  const add = { aborted: false, addEventListener: hostile, removeEventListener: hostile };
  const error = await failure(listAccounts("openai", { ...KEYS, fetch: ok([]), signal: add }));
  assert.ok(error instanceof AccountsError);
  const remove = { aborted: false, addEventListener() {}, removeEventListener: hostile };
  assert.deepEqual(await listAccounts("openai", { ...KEYS, fetch: ok([]), signal: remove }), []);
});
