/** What happens when a call does not end. Each of these tests takes as long as the function waits. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createDatadog, KEYS, withEdge } from "./common.js";

test("A Datadog that says nothing is tried twice, and is 504 before a page gives up.", async () => {
  await withEdge({ datadog: () => new Promise(() => {}) }, async ({ ask, log, requests }) => {
    const { status, text } = await ask();
    assert.equal(status, 504);
    const title = "Datadog did not answer";
    const errors = [{ status: "504", title, detail: "Datadog took too long." }];
    assert.deepEqual(JSON.parse(text), { errors });
    assert.equal(requests.length, 2);
    const [{ error, upstream }] = await log(1);
    assert.equal(error, "timeout");
    assert.equal(upstream.attempts, 2);
    assert.ok(upstream.duration >= 8900 && upstream.duration < 10_000, `${upstream.duration}`);
  });
});

test("Without a context a call dies with its asker, but blocks nobody for ever.", async () => {
  const options = { bindings: { ...KEYS, WITHOUT_CONTEXT: true } };
  await withEdge(options, async (edge) => {
    const { arrived } = edge.hold();
    const leave = edge.askAsLeaver();
    await arrived;
    const waiting = edge.ask();
    await leave();
    assert.equal((await waiting).status, 504);
    edge.datadog = createDatadog();
    assert.equal((await edge.ask()).status, 200);
    assert.equal(edge.requests.length, 2);
  });
});
