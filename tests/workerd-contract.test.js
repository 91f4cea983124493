/** What every runtime has to keep, in workerd. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Miniflare } from "miniflare";
import { CASES, plain } from "./contract/cases.js";
import { createTroubledDatadog } from "./contract/server.js";
import { serve } from "./fake/serve.js";
import { bundleWorker, compatibilityDate } from "./workerd.js";

let server;
let miniflare;

before(async () => {
  server = await serve(createTroubledDatadog());
  miniflare = new Miniflare({
    cf: false,
    modules: await bundleWorker("tests/workerd/contract.js"),
    modulesRoot: "/",
    compatibilityDate,
    outboundService: { external: { address: new URL(server.url).host, http: {} } },
  });
  await miniflare.ready;
});

after(async () => {
  await miniflare.dispose();
  await server.close();
});

for (const { name, expected } of CASES) {
  test(name, async () => {
    const body = JSON.stringify({ name, baseUrl: server.url });
    const response = await miniflare.dispatchFetch("http://worker/", { method: "POST", body });
    const text = await response.text();
    assert.equal(response.status, 200, text);
    assert.deepEqual(JSON.parse(text), plain(expected));
  });
}
