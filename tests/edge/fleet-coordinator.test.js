/** The coordinator that is killed, restarted, out of reach, or that returns nonsense. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ACCOUNTS } from "../fake/accounts.js";
import { deferred } from "../node/signals.js";
import { API, API_KEY, APP_KEY, sleep } from "./common.js";
import { withFleet } from "./fleet.js";

const ANTHROPIC = `${API}/anthropic/accounts`;
const COORDINATOR = { coordinator: true };
const LIMITED = { "X-RateLimit-Reset": "30" };

test("The coordinator killed while 8 isolates wait for it fails no request.", async (t) => {
  await withFleet(COORDINATOR, async (fleet) => {
    const { arrived, release } = fleet.hold();
    const pending = fleet.sendMany(400);
    await arrived;
    await fleet.untilLookups(fleet.size);
    assert.match(await fleet.coordinator("kill"), /killed by the test/);
    release();
    for (const { status, text } of await pending) {
      assert.equal(status, 200, text);
      assert.deepEqual(JSON.parse(text), ACCOUNTS.openai);
    }
    // The isolate whose call was running goes on with it; the others make their own.
    assert.ok(fleet.requests.length <= fleet.size, `${fleet.requests.length}`);
    t.diagnostic(`calls after the kill: ${fleet.requests.length}`);
    const warnings = (await fleet.log(400)).filter(({ warning }) => warning);
    assert.equal(warnings.length, fleet.size);
    for (const { warning } of warnings) assert.match(warning, /^coordinator: killed by the test/);
  });
});

test("Accounts and a rate limit survive a restart of the coordinator.", async () => {
  await withFleet({ ...COORDINATOR, size: 3 }, async (fleet) => {
    const first = await fleet.send(0);
    const { datadog } = fleet;
    fleet.datadog = () => Response.json([], { status: 429, headers: LIMITED });
    assert.equal((await fleet.send(0, { path: ANTHROPIC })).status, 429);
    fleet.datadog = datadog;
    await fleet.coordinator("kill");
    const [accounts, limited] = [await fleet.send(1), await fleet.send(1, { path: ANTHROPIC })];
    assert.deepEqual([accounts.status, accounts.headers.etag], [200, first.headers.etag]);
    assert.equal(limited.status, 429);
    assert.equal(fleet.requests.length, 2);
    const [, , hit, stop] = await fleet.log(4);
    assert.deepEqual([hit.cache, hit.store], ["hit", "coordinator"]);
    assert.deepEqual([stop.cache, stop.store], ["limited", "coordinator"]);
  });
});

test("A call is not retried after another isolate's call has met the rate limit.", async () => {
  await withFleet({ ...COORDINATOR, size: 2 }, async (fleet) => {
    const isLimited = deferred();
    fleet.datadog = async ({ url }) => {
      if (url.includes("anthropic")) return Response.json([], { status: 429, headers: LIMITED });
      await isLimited.promise;
      return new Response(null, { status: 500 });
    };
    const failing = fleet.send(0);
    await fleet.untilRequests(1);
    assert.equal((await fleet.send(1, { path: ANTHROPIC })).status, 429);
    isLimited.resolve();
    assert.equal((await failing).status, 502);
    assert.equal(fleet.requests.length, 2);
  });
});

test("If the isolate that makes the call is gone, another one makes it.", async () => {
  await withFleet({ ...COORDINATOR, size: 3 }, async (fleet) => {
    const { arrived, release } = fleet.hold();
    // Without a context nothing keeps the call alive.
    const disconnect = fleet.sendAndDisconnect({ headers: { "X-No-Context": "1" } });
    await arrived;
    const others = Promise.all([fleet.send(1), fleet.send(2)]);
    await fleet.untilLookups(3);
    await disconnect();
    await fleet.untilRequests(2);
    release();
    for (const { status, text } of await others) assert.equal(status, 200, text);
    assert.equal(fleet.requests.length, 2);
  });
});

test("If the page that made the call is gone, its call serves all isolates.", async () => {
  await withFleet({ ...COORDINATOR, size: 3 }, async (fleet) => {
    const { arrived, release } = fleet.hold();
    const disconnect = fleet.sendAndDisconnect();
    await arrived;
    const others = Promise.all([fleet.send(1), fleet.send(2)]);
    await fleet.untilLookups(3);
    await disconnect();
    await sleep(200); // nobody else may make a call
    release();
    for (const { status, text } of await others) assert.equal(status, 200, text);
    assert.equal(fleet.requests.length, 1);
  });
});

test("Nothing that the coordinator stores contains a credential, and its alarm empties it.", async () => {
  await withFleet({ ...COORDINATOR, size: 2, options: { cacheSeconds: 0.1 } }, async (fleet) => {
    assert.equal(await fleet.coordinator("alarm"), null);
    await fleet.send(0);
    const alarm = await fleet.coordinator("alarm");
    assert.ok(alarm > Date.now() + 3_500_000 && alarm <= Date.now() + 3_602_000, `${alarm}`);
    await sleep(200);
    await fleet.send(1, { path: ANTHROPIC });
    await fleet.send(0);
    assert.equal(await fleet.coordinator("alarm"), alarm);
    const entries = await fleet.coordinator("entries");
    assert.equal(entries.length, 2);
    assert.match(JSON.stringify(entries), /datadog-llm-accounts\.invalid\/accounts\/[0-9a-f]{64}"/);
    for (const secret of [API_KEY, APP_KEY]) assert.ok(!JSON.stringify(entries).includes(secret));
    await fleet.coordinator("expire");
    while ((await fleet.coordinator("entries")).length > 0) await sleep(20);
    assert.equal(await fleet.coordinator("alarm"), null);
  });
});

for (const [stub, warning] of [
  ["no stub", undefined],
  ["a stub without methods", /^coordinator: .*lookup/],
  ["a stub that throws", /^coordinator: no binding$/],
  ["a stub that rejects", /^coordinator: Network lost$/],
  ["a stub that hangs", /^coordinator: timed out after 1000 ms$/],
  ["a stub that returns nonsense", /^coordinator: an unexpected response$/],
  ["a stub whose join rejects", /^coordinator: join lost$/],
  ["a stub whose join hangs", /^coordinator: another isolate's call did not return$/],
  ["a stub whose join returns nonsense", /^coordinator: an unexpected response$/],
  ["a stub whose join hangs after the call", undefined],
]) {
  test(`With ${stub} the isolate goes on alone, with one call.`, async () => {
    await withFleet({ size: 1, bindings: { COORDINATOR_IS: stub } }, async (fleet) => {
      const started = performance.now();
      const { status, text } = await fleet.send(0);
      assert.equal(status, 200, text);
      assert.ok(performance.now() - started < 8500);
      assert.equal(fleet.requests.length, 1);
      const [record] = await fleet.log(1);
      assert.deepEqual([record.cache, record.store], ["miss", undefined]);
      if (warning) assert.match(record.warning, warning);
      else assert.equal(record.warning, undefined);
    });
  });
}
