/** Fake timers that are installed before the first call, when WebAssembly has not started yet. */
import assert from "node:assert/strict";
import { test } from "node:test";
import FakeTimers from "@sinonjs/fake-timers";
import { ACCOUNT, HOST, KEYS } from "../node/common.js";
import { packageEntry } from "../package.js";

/** A copy of the package whose WebAssembly has not started. */
async function importFresh(name) {
  const { listAccounts } = await import(`${packageEntry()}?${name}`);
  return (options) => listAccounts("openai", { ...KEYS, maxRetries: 1, ...options });
}

/** A fetch that returns these statuses in turn, and counts its calls. */
function responding(...statuses) {
  const fetch = () => {
    const status = statuses[fetch.calls++];
    const json = () => Promise.resolve(status === 200 ? [ACCOUNT] : {});
    return Promise.resolve({ status, json });
  };
  fetch.calls = 0;
  return fetch;
}

const stalled = () => new Promise(() => {});

test("With sinon's fake timers, every call retries after an advance of two seconds.", async (t) => {
  const list = await importFresh("sinon-retry");
  const clock = FakeTimers.install();
  t.after(() => clock.uninstall());
  for (let call = 0; call < 3; call++) {
    const fetch = responding(500, 200);
    const accounts = list({ fetch });
    await clock.tickAsync(0);
    assert.equal(fetch.calls, 1, `call ${call}`);
    await clock.tickAsync(2000);
    assert.deepEqual(await accounts, [ACCOUNT]);
    assert.equal(fetch.calls, 2);
    assert.equal(clock.countTimers(), 0);
  }
});

test("With sinon's fake timers, a call without retries needs no advance.", async (t) => {
  const list = await importFresh("sinon-plain");
  const clock = FakeTimers.install();
  t.after(() => clock.uninstall());
  for (let call = 0; call < 3; call++) {
    assert.deepEqual(await list({ fetch: responding(200) }), [ACCOUNT]);
  }
  assert.equal(clock.countTimers(), 0);
});

test("With sinon's fake timers, a timeout passes when the clock does.", async (t) => {
  const list = await importFresh("sinon-timeout");
  const clock = FakeTimers.install();
  t.after(() => clock.uninstall());
  for (let call = 0; call < 3; call++) {
    const rejected = assert.rejects(list({ fetch: stalled, timeout: 5000 }), {
      code: "timeout",
      message: `no complete response from ${HOST} within 5000 ms (\`timeout\`)`,
    });
    await clock.tickAsync(5000);
    await rejected;
  }
});

test("Calls before, with and after sinon's fake timers succeed.", async () => {
  const list = await importFresh("sinon-between");
  for (let round = 0; round < 2; round++) {
    assert.deepEqual(await list({ fetch: responding(200) }), [ACCOUNT]);
    const clock = FakeTimers.install();
    assert.deepEqual(await list({ fetch: responding(200) }), [ACCOUNT]);
    clock.uninstall();
  }
});

test("With node:test's mock timers, every call retries after a tick of two seconds.", async (t) => {
  const list = await importFresh("node-retry");
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  for (let call = 0; call < 3; call++) {
    const fetch = responding(500, 200);
    const accounts = list({ fetch });
    // `tick` is synchronous: what has been called must have reached its timer.
    await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.tick(2000);
    assert.deepEqual(await accounts, [ACCOUNT]);
    assert.equal(fetch.calls, 2);
  }
});
