/** What every runtime has to keep, in Node. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CASES, outcomeOf, plain } from "../contract/cases.js";
import { createTroubledDatadog } from "../contract/server.js";
import { serve } from "../fake/serve.js";
import { AccountsError, listAccounts } from "./common.js";

let server;

before(async () => {
  server = await serve(createTroubledDatadog());
});

after(() => server.close());

for (const { name, expected } of CASES) {
  test(name, async () => {
    const client = { AccountsError, listAccounts, baseUrl: server.url };
    assert.deepEqual(await outcomeOf(name, client), plain(expected));
  });
}
