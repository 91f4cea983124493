/** Calls that never complete. Each of these tests takes as long as the limit it tests. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createDatadog, withEdge } from "./common.js";

test("A Datadog that never responds is a 504 after two attempts, before a page times out.", async () => {
  await withEdge({ datadog: () => new Promise(() => {}) }, async ({ send, log, requests }) => {
    const { status, text } = await send();
    assert.equal(status, 504);
    const title = "Datadog did not respond";
    const errors = [{ status: "504", title, detail: "The request to Datadog timed out." }];
    assert.deepEqual(JSON.parse(text), { errors });
    assert.equal(requests.length, 2);
    const [{ error, message, upstream }] = await log(1);
    assert.equal(error, "timeout");
    assert.equal(typeof message, "string");
    assert.equal(upstream.attempts, 2);
    assert.ok(upstream.duration >= 8900 && upstream.duration < 10_000, `${upstream.duration}`);
  });
});

test("Without a context a call ends with its request, but blocks others for a limited time.", async () => {
  const headers = { "X-Context": "none" };
  await withEdge({}, async (edge) => {
    const { arrived } = edge.hold();
    const disconnect = edge.sendAndDisconnect({ headers });
    await arrived;
    const waiting = edge.send();
    await disconnect();
    assert.equal((await waiting).status, 504);
    edge.datadog = createDatadog();
    assert.equal((await edge.send()).status, 200);
    assert.equal(edge.requests.length, 2);
  });
});
