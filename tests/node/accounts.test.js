/** A 2xx response: accounts as they came, or a `decode` error. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ACCOUNTS, DECODE } from "../answers.js";
import {
  ACCOUNT,
  KEYS,
  assertError,
  failure,
  listAccounts,
  ok,
  readJson,
  readText,
  started,
} from "./common.js";

/* accounts */

test("The accounts are the very objects that JSON.parse made.", async (t) => {
  const text = `[
    { "z": 1, "integration": "openai", "account_name": "3", "__proto__": { "polluted": true },
      "new": { "deep": [null, 1.5, "x"], "__proto__": [] }, "account_id": "2", "id": "1", "a": null },
    ${JSON.stringify(ACCOUNT)}
  ]`;
  // Node loads its own fetch at the first use of a Response, and parses JSON for that.
  await ok(text)();
  const parse = t.mock.method(JSON, "parse");
  const accounts = await listAccounts("openai", { ...KEYS, fetch: ok(text) });
  const results = parse.mock.calls.map(({ result }) => result);
  assert.equal(results.length, 1);
  assert.equal(accounts, results[0]);
  assert.equal(JSON.stringify(accounts), JSON.stringify(JSON.parse(text)));

  const [account] = accounts;
  assert.deepEqual(Object.keys(account), [
    ..."z,integration,account_name,__proto__,new,account_id,id,a".split(","),
  ]);
  assert.equal(Object.getPrototypeOf(account), Object.prototype);
  assert.deepEqual(Object.getOwnPropertyDescriptor(account, "__proto__").value, { polluted: true });
  assert.equal(account.polluted, undefined);
  assert.equal({}.polluted, undefined);
});

test("The documented example is accepted alone and in an array.", async () => {
  const account = readJson("fixtures/account.json");
  for (const fixture of ["fixtures/account.json", "fixtures/accounts.json"]) {
    const accounts = await listAccounts("openai", { ...KEYS, fetch: ok(readText(fixture)) });
    assert.deepEqual(accounts, [account]);
  }
});

test("Documented accounts are returned unchanged, in a list.", async () => {
  for (const [body, { length }] of ACCOUNTS) {
    const accounts = await listAccounts("openai", { ...KEYS, fetch: ok(body) });
    assert.deepEqual(accounts, [JSON.parse(body.replace("\ufeff", ""))].flat());
    assert.equal(accounts.length, length);
  }
});

test("Null is accepted for an optional field, and the empty string for any.", async () => {
  const accounts = [
    { ...ACCOUNT, account_region: null, azure_openai_metadata: null, vertex_ai_metadata: null },
    {
      ...ACCOUNT,
      azure_openai_metadata: { deployment_id: null, model_version: null, resource_name: null },
      vertex_ai_metadata: { location: null, project: null, project_ids: null },
    },
    { ...ACCOUNT, azure_openai_metadata: {}, vertex_ai_metadata: { project_ids: [] } },
    { id: "", account_id: "", account_name: "", integration: "", account_region: "" },
  ];
  assert.deepEqual(await listAccounts("openai", { ...KEYS, fetch: ok(accounts) }), accounts);
});

test("Any 2xx status, any content type and white space around the JSON are accepted.", async () => {
  for (const answer of [
    new Response("[]"),
    new Response("[]", { headers: { "Content-Type": "text/html" } }),
    new Response("[]", { status: 203 }),
    new Response("[]", { status: 299 }),
    new Response("\r\n\t [ ] \n"),
    new Response("\uFEFF[]"),
  ]) {
    const fetch = () => Promise.resolve(answer);
    assert.deepEqual(await listAccounts("openai", { ...KEYS, fetch }), []);
  }
});

test("Ten thousand accounts are returned whole.", async (t) => {
  const accounts = Array.from({ length: 10_000 }, (_, i) => ({ ...ACCOUNT, id: String(i) }));
  const { url } = await started(t, () => Response.json(accounts));
  assert.deepEqual(await listAccounts("openai", { ...KEYS, baseUrl: url }), accounts);
});

/* decode */

test("A response that does not match the schema is a decode error with the JSON path.", async () => {
  for (const [body, path, expected, found] of DECODE) {
    const error = await failure(listAccounts("openai", { ...KEYS, fetch: ok(body) }));
    const message = `the response does not match the documented schema: expected ${expected} at ${path}, found ${found}`;
    assertError(error, { code: "decode", path, expected, found }, message, body);
  }
});

test("A 204 is a decode error.", async (t) => {
  const { url } = await started(t, () => new Response(null, { status: 204 }));
  assertError(
    await failure(listAccounts("openai", { ...KEYS, baseUrl: url })),
    { code: "decode", path: "$", expected: "JSON", found: "nothing" },
    "the response does not match the documented schema: expected JSON at $, found nothing",
  );
});
