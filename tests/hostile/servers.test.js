/** Servers that misbehave, on real sockets, in every runtime: each call has its documented end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { serve } from "../fake/serve.js";
import { ACCOUNT, ANSWERS, STALLS, redirects } from "./answers.js";
import { serveRaw } from "./raw-server.js";
import { RUNTIMES } from "./runtimes.js";

/** A busy machine takes its time for so many calls at once, and for 20 MB. */
const PATIENCE = { timeout: 300_000, attemptTimeout: 300_000 };

/** For pages, which ask before they send a token to another origin. */
const CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Headers": "*, Authorization",
};

for (const [runtime, start] of Object.entries(RUNTIMES)) {
  test(`On ${runtime}`, async (t) => {
    const fine = await serve(() => Response.json([ACCOUNT], { headers: CORS }));
    t.after(() => fine.close());
    const elsewhere = await serve(() => Response.json([ACCOUNT], { headers: CORS }));
    t.after(() => elsewhere.close());
    const { ask, stop } = await start();
    t.after(stop);

    /** What came of a call to each server, the next call after it having worked. */
    async function askEach(answers, options) {
      const servers = await Promise.all(answers.map(serveRaw));
      const credentials = { accessToken: "SECRET", ...PATIENCE };
      const calls = servers.map(({ url }) => ({ baseUrl: url, ...credentials, ...options }));
      const outcomes = await ask({ calls, good: { baseUrl: fine.url, ...credentials } });
      await Promise.all(servers.map(({ close }) => close()));
      for (const { next } of outcomes) assert.deepEqual(next, { accounts: 1 });
      assert.ok(!JSON.stringify(outcomes).includes("SECRET"));
      return outcomes.map((outcome, i) => ({ outcome, requests: servers[i].requests }));
    }

    const ends = await askEach(ANSWERS);
    for (const [i, { name, expected }] of ANSWERS.entries()) {
      await t.test(`a server that ${name}`, () => assertOneOf(ends[i].outcome, [expected].flat()));
    }

    await t.test("a server that nobody runs", async () => {
      const gone = await serveRaw({ send: [] });
      await gone.close();
      const credentials = { accessToken: "SECRET" };
      const good = { baseUrl: fine.url, ...credentials };
      const outcomes = await ask({ calls: [{ baseUrl: gone.url, ...credentials }], good });
      assertOneOf(outcomes[0], [{ code: "network", hasCause: true }]);
      assert.deepEqual(outcomes[0].next, { accounts: 1 });
    });

    const aborted = await askEach(STALLS, { abortAfter: 300 });
    for (const [i, { name }] of STALLS.entries()) {
      await t.test(`a server that ${name}, until the call is aborted`, () =>
        assertOneOf(aborted[i].outcome, [{ aborted: true }]),
      );
    }

    const answers = redirects(elsewhere.url);
    const redirected = await askEach(answers);
    for (const [i, { name, expected, inPage }] of answers.entries()) {
      await t.test(`a server that ${name}`, () => {
        const { outcome, requests } = redirected[i];
        assertOneOf(outcome, [inPage[runtime] ?? expected]);
        assert.equal(requests.length, 1);
        assert.match(requests[0], /^GET \/api/);
      });
    }
    assert.deepEqual(elsewhere.requests, [], "a redirect was followed");
  });
}

/** @param {object[]} expected the fields that matter, for each end that is right */
function assertOneOf(outcome, expected) {
  const about = (end) => JSON.stringify(end).slice(0, 500);
  const fits = expected.some((fields) => {
    const actual = Object.fromEntries(Object.keys(fields).map((name) => [name, outcome[name]]));
    // As it came through JSON: what is `undefined` is absent.
    return JSON.stringify(actual) === JSON.stringify(fields);
  });
  assert.ok(fits, `${about(outcome)}\nis none of\n${expected.map(about).join("\n")}`);
}
