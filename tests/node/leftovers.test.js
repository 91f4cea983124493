/** What is left of a call that has ended: nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createTroubledDatadog } from "../contract/server.js";
import { createFakeDatadog } from "../fake/datadog.js";
import { KEYS, failure, listAccounts, run, started } from "./common.js";
import { deferred } from "./signals.js";

/** Less than the shortest timer that a call would leave; a process of ours ends much sooner. */
const AT_ONCE = 8000;

/** How a call ends: whom it asks, its options as text, the outcome. */
const ENDINGS = {
  accounts: ["fails-then-works", "{}", "0 accounts"],
  "an http error": ["nowhere", "{}", "http"],
  "an http error whose delay would exceed the deadline": [
    "unavailable",
    "{ timeout: 20000 }",
    "http",
  ],
  "the call's limit": ["stalls-in-headers", "{ timeout: 100 }", "timeout"],
  "an attempt's limit": [
    "stalls-in-body",
    "{ attemptTimeout: 100, maxRetries: 1, timeout: Infinity }",
    "timeout",
  ],
  "an abort while headers are waited for": ["stalls-in-headers", "aborted(200)", "enough"],
  "an abort while a body is read": ["stalls-in-body", "aborted(200)", "enough"],
  "an abort while it waits for a retry": ["unavailable", "aborted(200)", "enough"],
  "an abort before": ["stalls-in-headers", "{ signal: AbortSignal.abort('enough') }", "enough"],
  "an invalid argument": ["nowhere", "{ maxRetries: NaN }", "invalid_argument"],
};

for (const [name, [trouble, options, outcome]] of Object.entries(ENDINGS)) {
  test(`After ${name} no timer is left, and the process ends by itself at once.`, async (t) => {
    const { url } = await started(t, createTroubledDatadog());
    const { code, stdout, stderr } = await run(`
      import { listAccounts } from "datadog-llm-accounts";
      const aborted = (after) => {
        const controller = new AbortController();
        setTimeout(() => controller.abort("enough"), after);
        return { signal: controller.signal };
      };
      const given = { accessToken: "x", baseUrl: "${url}/${trouble}", ...${options} };
      const outcome = await listAccounts("openai", given).then(
        (accounts) => accounts.length + " accounts",
        (error) => error.code ?? error,
      );
      const timers = process.getActiveResourcesInfo().filter((it) => it === "Timeout").length;
      const ended = performance.now();
      process.on("exit", () => {
        console.log(JSON.stringify([outcome, timers, performance.now() - ended]));
      });
    `);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    const [ending, timers, took] = JSON.parse(stdout);
    assert.deepEqual([ending, timers], [outcome, 0]);
    assert.ok(took < AT_ONCE, `${took} ms`);
  });
}

/** What ends a call whose fetch does not heed its signal; the options, and `end`. */
const ENDS = {
  "an abort": () => {
    const controller = new AbortController();
    return { options: { signal: controller.signal }, end: () => controller.abort() };
  },
  "the call's limit": () => ({ options: { timeout: 20 }, end: () => {} }),
  "an attempt's limit": () => ({ options: { attemptTimeout: 20 }, end: () => {} }),
};

for (const [name, begin] of Object.entries(ENDS)) {
  for (const status of [200, 500]) {
    test(`The body of a ${status} that comes after ${name} is cancelled.`, async () => {
      const { options, end } = begin();
      const [asked, answered, cancelled] = [deferred(), deferred(), deferred()];
      const fetch = (_, { signal }) => {
        asked.resolve(signal);
        return answered.promise;
      };
      const call = failure(listAccounts("openai", { ...KEYS, ...options, fetch }));
      const signal = await asked.promise;
      end();
      await call;
      assert.equal(signal.aborted, true);
      const body = new ReadableStream({ cancel: cancelled.resolve });
      answered.resolve(new Response(body, { status }));
      await cancelled.promise;
    });
  }
}

test("A late value that is not a response, or cannot be cancelled, disturbs no call.", async () => {
  // A process of its own: a rejection that nobody handles ends it.
  const result = await run(`
    import { listAccounts } from "datadog-llm-accounts";
    const thrown = () => { throw new Error("its own"); };
    const late = [
      undefined, null, 7, "x", {}, () => {}, { body: null }, { body: 7 }, { body: {} },
      { get body() { return thrown(); } },
      { body: { cancel: thrown } },
      { body: { cancel: () => Promise.reject(new Error("its own")) } },
      { body: { cancel: () => ({ get then() { return thrown(); } }) } },
      { get then() { return thrown(); } },
      { then: (_, reject) => reject(new Error("its own")) },
      new Proxy({}, { get: thrown, getPrototypeOf: thrown, has: thrown }),
      Promise.reject(new Error("its own")),
    ];
    late.at(-1).catch(() => {});
    await listAccounts("openai", { accessToken: "x", fetch: () => Response.json([]) });
    const answers = [];
    const fetch = () => new Promise((resolve) => answers.push(resolve));
    const calls = late.map(() => listAccounts("openai", { accessToken: "x", fetch, timeout: 20 }));
    const codes = (await Promise.allSettled(calls)).map(({ reason }) => reason.code);
    answers.forEach((answer, i) => answer(late[i]));
    await new Promise((resolve) => setTimeout(resolve, 50));
    console.log(codes.length === late.length, new Set(codes));
  `);
  assert.deepEqual(result, { code: 0, stdout: "true Set(1) { 'timeout' }\n", stderr: "" });
});

test("The signal that a fetch is given stays quiet after a success.", async () => {
  const signals = [];
  const fetch = (_, { signal }) => {
    signals.push(signal);
    return { status: 200, text: () => "[]" };
  };
  const controller = new AbortController();
  await listAccounts("openai", { ...KEYS, fetch, signal: controller.signal });
  controller.abort();
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [false],
  );
});

for (const [name, calls] of Object.entries({
  "Two hundred calls, one after the other,":
    "for (let i = 0; i < 200; i++) lists.push(await ask());",
  "Two hundred simultaneous calls":
    "lists.push(...(await Promise.all(Array.from({ length: 200 }, ask))));",
})) {
  test(`${name} over HTTP share a signal without a warning.`, async (t) => {
    const { requests, url } = await started(t, createFakeDatadog());
    const result = await run(`
      import { listAccounts } from "datadog-llm-accounts";
      const { signal } = new AbortController();
      const options = { accessToken: "fake-access-token", baseUrl: "${url}", signal };
      const ask = () => listAccounts("openai", options);
      const lists = [];
      ${calls}
      console.log(lists.filter((list) => list.length === 3).length);
    `);
    assert.deepEqual(result, { code: 0, stdout: "200\n", stderr: "" });
    assert.equal(requests.length, 200);
  });
}

test("Ten thousand calls on one signal leave no listener and print no warning.", async () => {
  const result = await run(`
    import { getEventListeners } from "node:events";
    import { listAccounts } from "datadog-llm-accounts";
    const { signal } = new AbortController();
    const answers = [
      () => ({ status: 200, text: () => "[]" }),
      () => ({ status: 500, text: () => "" }),
      () => Promise.reject(new Error("refused")),
      () => ({ status: 200, text: () => "<html>" }),
    ];
    let count = 0;
    const fetch = () => answers[count++ % answers.length]();
    const options = { accessToken: "x", fetch, signal, maxRetries: 0 };
    const ask = () => listAccounts("openai", options).catch((error) => error);
    let most = 0;
    for (let i = 0; i < 5000; i++) {
      await ask();
      most = Math.max(most, getEventListeners(signal, "abort").length);
    }
    const together = Array.from({ length: 5000 }, ask);
    await null;
    const during = getEventListeners(signal, "abort").length;
    await Promise.all(together);
    console.log(count, most, during <= 1, getEventListeners(signal, "abort").length);
  `);
  assert.deepEqual(result, { code: 0, stdout: "10000 0 true 0\n", stderr: "" });
});
