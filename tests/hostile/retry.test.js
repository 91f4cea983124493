/** Tries, waits and deadlines, whatever the answers and their headers say; time is a virtual clock's. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AccountsError, listAccounts } from "../node/common.js";

const NOW = Date.UTC(2026, 10, 24);

/** Time that passes only when nothing else is left to do. */
class Clock {
  now = NOW;
  timers = new Map();
  next = 1;

  setTimeout = (callback, milliseconds) => {
    // As Node does it.
    const time = milliseconds >= 1 && milliseconds < 2 ** 31 ? Math.trunc(milliseconds) : 1;
    this.timers.set(this.next, { at: this.now + time, callback });
    return this.next++;
  };

  clearTimeout = (timer) => this.timers.delete(timer);

  /** What a call comes to that has this clock's time, which passes as it has to. */
  async run(call) {
    const { setTimeout, clearTimeout } = globalThis;
    const { now } = Date;
    Object.assign(globalThis, { setTimeout: this.setTimeout, clearTimeout: this.clearTimeout });
    Date.now = () => this.now;
    try {
      return await this.pass(call());
    } finally {
      Object.assign(globalThis, { setTimeout, clearTimeout });
      Date.now = now;
    }
  }

  async pass(promise) {
    let end;
    let idle = 0;
    promise.then(
      (value) => (end = { value }),
      (error) => (end = { error }),
    );
    for (;;) {
      await new Promise(setImmediate);
      if (end) return end;
      const [first] = [...this.timers].sort(([, a], [, b]) => a.at - b.at);
      assert.ok(first || idle++ < 1000, "it waits for nothing");
      if (!first) continue;
      const [timer, { at, callback }] = first;
      this.timers.delete(timer);
      this.now = at;
      callback();
    }
  }
}

const NONSENSE = [
  "1e309",
  "-1",
  "NaN",
  "Infinity",
  "0x10",
  "1_000",
  "soon",
  "",
  ",",
  "9".repeat(400),
];

const times = fc.oneof(
  fc.nat({ max: 40 }).map(String),
  fc.nat({ max: 40 }).map((seconds) => `${seconds}, ${seconds}`),
  fc.integer({ min: -60, max: 60 }).map((seconds) => new Date(NOW + seconds * 1000).toUTCString()),
  fc.integer({ min: -60, max: 60 }).map((seconds) => String(NOW / 1000 + seconds)),
  fc.constantFrom(...NONSENSE, "Fri, 31 Dec 9999 23:59:59 GMT", "4294967295", "4294967296"),
  fc.string().filter((text) => /^[ -~]*$/.test(text)),
);

/** What becomes of one try. */
const tries = fc.record({
  kind: fc.constantFrom("answer", "answer", "answer", "throw", "silence", "stall"),
  status: fc.constantFrom(200, 302, 400, 401, 408, 429, 429, 500, 502, 503, 503),
  takes: fc.integer({ min: 0, max: 12_000 }),
  reset: fc.option(times),
  retryAfter: fc.option(times),
  shouldRetry: fc.option(fc.constantFrom("true", "false", " FALSE ", "no", ""), { freq: 2 }),
});

const options = fc.record(
  {
    timeout: fc.oneof(
      fc.integer({ min: 1, max: 90_000 }),
      fc.double({ min: 5e-324, max: 10, noNaN: true }),
    ),
    attemptTimeout: fc.oneof(fc.integer({ min: 1, max: 20_000 }), fc.constant(Infinity)),
    maxRetries: fc.integer({ min: 0, max: 10 }),
  },
  { requiredKeys: [] },
);

/** A fetch of which each try goes as planned, and what it was asked. */
function planned(plan, asked, clock) {
  return async (url, { signal }) => {
    const step = plan[Math.min(asked.length, plan.length - 1)];
    asked.push({ at: clock.now, step, signal });
    if (step.kind === "silence") return new Promise(() => {});
    await new Promise((resolve) => clock.setTimeout(resolve, step.takes));
    if (step.kind === "throw") throw new Error("no way");
    const headers = [
      ["X-RateLimit-Reset", step.reset],
      ["Retry-After", step.retryAfter],
      ["X-Should-Retry", step.shouldRetry],
    ].filter(([, value]) => value !== null);
    const body = step.kind === "stall" ? new ReadableStream() : "[]";
    return new Response(body, { status: step.status, headers });
  };
}

/** What a try was to its call: an answer that takes too long is none. */
function seen(step, attemptTimeout) {
  return Math.max(step.takes, 1) >= attemptTimeout ? { ...step, kind: "silence" } : step;
}

function isWorthIt({ kind, status, shouldRetry }) {
  if (kind === "throw" || kind === "silence") return true;
  if (status < 300) return kind === "stall";
  return (
    shouldRetry?.trim().toLowerCase() !== "false" && (status >= 500 || [408, 429].includes(status))
  );
}

/** As far as headers of whole seconds tell it; the least time before the next try. */
function leastWait({ kind, status, reset, retryAfter }) {
  if (kind === "throw" || kind === "silence" || status < 300) return 0;
  const header = status === 429 && reset !== null ? reset : retryAfter;
  const told =
    [429, 503].includes(status) && /^ *\d{1,9} *$/.test(header ?? "") ? header : undefined;
  return told === undefined ? 0 : Number(told) * 1000;
}

test("Attempts, delays and deadlines are kept, whatever the responses say.", async () => {
  const property = fc.asyncProperty(
    fc.array(tries, { minLength: 1, maxLength: 5 }),
    options,
    async (plan, given) => {
      const clock = new Clock();
      const asked = [];
      const told = [];
      const { timeout = 30_000, attemptTimeout = 10_000, maxRetries = 2 } = given;
      const end = await clock.run(() =>
        listAccounts("openai", {
          accessToken: "SECRET-token",
          ...given,
          fetch: planned(plan, asked, clock),
          onResponse: (info) => told.push(info),
        }),
      );
      const left = [...clock.timers.values()].filter(
        ({ callback }) => callback.name === "timedOut",
      );
      assert.equal(left.length, 0, "a timer of the client's is left");

      assert.ok(asked.length >= 1 && asked.length <= maxRetries + 1, `${asked.length} tries`);
      // A timer fires a millisecond late at most, and never before its time.
      assert.ok(clock.now - NOW <= Math.max(timeout, 1) + 1, `it took ${clock.now - NOW} ms`);
      for (const [i, { at, ...sent }] of asked.entries()) {
        const step = seen(sent.step, attemptTimeout);
        const next = asked[i + 1];
        if (!next) break;
        assert.ok(isWorthIt(step), "it tried again in vain");
        const took = Math.min(
          step.kind === "silence" || step.kind === "stall" ? attemptTimeout : step.takes,
          attemptTimeout,
        );
        const wait = next.at - at - took;
        assert.ok(wait >= Math.trunc(leastWait(step)) - 1, `it waited ${wait} ms`);
      }
      for (const [i, info] of told.entries()) {
        assert.ok(info.attempt > (told[i - 1]?.attempt ?? 0) && info.attempt <= asked.length);
        assert.ok(info.duration >= 0 && info.duration <= attemptTimeout + 1, `${info.duration}`);
        assert.equal(info.status, asked[info.attempt - 1].step.status);
      }

      const last = seen(asked.at(-1).step, attemptTimeout);
      if (end.value) {
        assert.deepEqual([last.kind, last.status, end.value.length], ["answer", 200, 0]);
        return;
      }
      const { error } = end;
      assert.ok(error instanceof AccountsError, String(error));
      assert.ok(!`${error.message}${error.stack}`.includes("SECRET"));
      const codes = {
        answer: ["http", "timeout"],
        throw: ["network", "timeout"],
        silence: ["timeout"],
        stall: ["timeout", "http"],
      };
      assert.ok(codes[last.kind].includes(error.code), `${last.kind} became ${error.code}`);
      if (error.code === "timeout") assert.ok([timeout, attemptTimeout].includes(error.timeout));
      if (error.code === "http") assert.equal(error.status, last.status);
    },
  );
  // The first call waits for WebAssembly, in real time.
  await listAccounts("openai", { accessToken: "token", fetch: () => Response.json([]) });
  const { RUNS = 1, SEED = 1 } = process.env;
  await fc.assert(property, {
    numRuns: 1500 * Number(RUNS),
    seed: Number(SEED),
    includeErrorInReport: true,
  });
});
