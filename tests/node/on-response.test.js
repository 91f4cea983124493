/** What `onResponse` receives, for which responses, and that it disturbs no call. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFakeDatadog } from "../fake/datadog.js";
import { KEYS, dated, failure, hostileProxy, listAccounts, ok, run, started } from "./common.js";

const RATE_LIMIT_HEADERS = {
  "X-RateLimit-Limit": "600",
  "X-RateLimit-Period": "60",
  "X-RateLimit-Remaining": "599",
  "X-RateLimit-Reset": "60",
  "X-RateLimit-Name": "llm_observability_integrations",
};
const RATE_LIMIT = {
  limit: 600,
  period: 60,
  remaining: 599,
  reset: 60,
  name: "llm_observability_integrations",
};

/** Makes a call, and gives what `onResponse` was told, without the durations, which are checked. */
async function told(options) {
  const infos = [];
  const onResponse = (info) => infos.push(info);
  await Promise.allSettled([listAccounts("openai", { ...KEYS, ...options, onResponse })]);
  return infos.map(({ duration, ...info }) => {
    assert.ok(Number.isFinite(duration) && duration >= 0, `${duration}`);
    return info;
  });
}

test("A response over HTTP is reported with its status, headers and rate limit.", async (t) => {
  const { url } = await started(t, createFakeDatadog({ now: () => 0 }));
  const [info, ...more] = await told({ baseUrl: url });
  assert.deepEqual(more, []);
  const { headers, ...rest } = info;
  assert.deepEqual(rest, { status: 200, attempt: 1, rateLimit: RATE_LIMIT });
  assert.equal(Object.getPrototypeOf(headers), Object.prototype);
  assert.equal(headers["content-type"], "application/json");
  assert.equal(headers["x-ratelimit-limit"], "600");
});

/** What is answered, and what is told of it besides its headers. */
const TOLD = [
  [new Response("[]"), { status: 200 }],
  [new Response("[]", { status: 203 }), { status: 203 }],
  [new Response(null, { status: 204 }), { status: 204 }],
  [new Response("<html>"), { status: 200 }],
  ...[301, 302, 303, 304, 307, 308].map((status) => [
    new Response(null, { status, headers: { Location: "/x" } }),
    { status },
  ]),
  [{ status: 0, type: "opaqueredirect", headers: new Headers(), text: () => "" }, { status: 0 }],
  ...[400, 401, 403, 404, 429, 500, 503, 599].map((status) => [
    new Response("", { status }),
    { status },
  ]),
  ...[200, 302, 400, 429, 503].map((status) => [
    new Response(status === 302 ? null : "[]", { status, headers: RATE_LIMIT_HEADERS }),
    { status, rateLimit: RATE_LIMIT },
  ]),
  [
    new Response("[]", { headers: { "X-RateLimit-Reset": "7, 7", "X-RateLimit-Limit": "many" } }),
    { status: 200, rateLimit: { reset: 7 } },
  ],
  [
    new Response("[]", { headers: { "X-RateLimit-Reset": "soon", "X-RateLimit-Name": "" } }),
    { status: 200 },
  ],
];

test("Every response is reported once, with absent fields absent.", async () => {
  for (const [answer, expected] of TOLD) {
    const infos = await told({ fetch: () => Promise.resolve(answer) });
    const headers = Object.fromEntries(answer.headers);
    assert.deepEqual(infos, [{ ...expected, headers, attempt: 1 }]);
  }
});

test("Headers that cannot be read are empty.", async () => {
  for (const headers of [undefined, null, 7, "x", {}, hostileProxy(), { get: () => "x" }]) {
    const infos = await told({ fetch: () => ({ status: 200, headers, text: () => "[]" }) });
    assert.deepEqual(infos, [{ status: 200, headers: {}, attempt: 1 }]);
  }
});

test("Attempts without a response are not reported.", async () => {
  for (const fetch of [
    () => Promise.reject(new Error("refused")),
    () => ({}),
    () => undefined,
    () => new Promise(() => {}),
    () => Response.error(),
  ]) {
    assert.deepEqual(await told({ fetch, timeout: 20 }), []);
  }
  assert.deepEqual(await told({ fetch: ok([]), site: "example.com" }), []);
});

test("A response is reported although its body stalls or breaks off.", async () => {
  for (const text of [() => new Promise(() => {}), () => Promise.reject(new Error("broken"))]) {
    for (const status of [200, 500]) {
      const fetch = () => ({ status, headers: [], text });
      const infos = await told({ fetch, timeout: 20 });
      assert.deepEqual(infos, [{ status, headers: {}, attempt: 1 }]);
    }
  }
});

test("Each response is reported with the number of its attempt; attempts without one count.", async (t) => {
  t.mock.method(Math, "random", () => 0);
  let tries = 0;
  const { url } = await started(t, () => {
    tries += 1;
    return tries === 3 ? Response.json([]) : dated(null, { status: 500, headers: {} });
  });
  assert.deepEqual(
    (await told({ baseUrl: url, maxRetries: 2 })).map(({ status, attempt }) => [attempt, status]),
    [
      [1, 500],
      [2, 500],
      [3, 200],
    ],
  );
  const answers = [() => Promise.reject(new Error("refused")), ok([])];
  const infos = await told({ fetch: () => answers.shift()(), maxRetries: 1 });
  assert.deepEqual(
    infos.map(({ attempt }) => attempt),
    [2],
  );
});

test("What it does to its argument changes no error.", async () => {
  const onResponse = (info) => {
    info.headers["x-a"] = "changed";
    info.rateLimit.reset = 0;
    delete info.status;
  };
  const headers = { "X-A": "1", "X-RateLimit-Reset": "7" };
  const fetch = () => new Response("", { status: 400, headers });
  const error = await failure(listAccounts("openai", { ...KEYS, fetch, onResponse }));
  assert.equal(error.headers["x-a"], "1");
  assert.deepEqual(error.rateLimit, { reset: 7 });
  assert.equal(error.status, 400);
});

test("It is called without a `this`.", async () => {
  const seen = [];
  function onResponse() {
    seen.push(this);
  }
  await listAccounts("openai", { ...KEYS, fetch: ok([]), onResponse });
  assert.deepEqual(seen, [undefined]);
});

test("An abort in it ends the call with the signal's reason.", async () => {
  for (const status of [200, 302, 400, 503]) {
    const controller = new AbortController();
    const { signal } = controller;
    const onResponse = () => controller.abort("enough");
    const fetch = () => ({ status, headers: [], text: () => "[]" });
    const options = { ...KEYS, maxRetries: 2, fetch, signal, onResponse };
    assert.equal(await failure(listAccounts("openai", options)), "enough");
  }
});

test("What it throws, returns or rejects with is ignored.", async () => {
  // A process of its own: a rejection that nobody handles ends it.
  const result = await run(`
    import { listAccounts } from "datadog-llm-accounts";
    const thrown = () => { throw new Error("its own"); };
    const trap = new Proxy({}, { get: thrown, getPrototypeOf: thrown, has: thrown });
    const all = [
      thrown,
      () => { throw undefined; },
      () => Promise.reject(new Error("its own")),
      async () => thrown(),
      () => ({ then: thrown }),
      () => ({ then: (_, reject) => reject(new Error("its own")) }),
      () => ({ get then() { return thrown(); } }),
      () => trap,
      () => new Promise(() => {}),
      () => 7,
      () => Symbol("x"),
      () => listAccounts("openai", { accessToken: "x", fetch: answer(500), maxRetries: 0 }),
      class {},
    ];
    const answer = (status) => async () => new Response("[]", { status });
    const outcomes = [];
    for (const onResponse of all) {
      for (const status of [200, 500]) {
        const options = { accessToken: "x", fetch: answer(status), maxRetries: 0, onResponse };
        outcomes.push(await listAccounts("openai", options).then(() => 200, (error) => error.status));
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    console.log(outcomes.length / 2, outcomes.every((it, i) => it === (i % 2 ? 500 : 200)));
  `);
  assert.deepEqual(result, { code: 0, stdout: "13 true\n", stderr: "" });
});
