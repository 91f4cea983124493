/** What is answered: accounts as they came, or a `decode` error. */
import assert from "node:assert/strict";
import { test } from "node:test";
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

/* What is answered */

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

test("The documented example is taken alone and in an array.", async () => {
  const account = readJson("fixtures/account.json");
  for (const fixture of ["fixtures/account.json", "fixtures/accounts.json"]) {
    const accounts = await listAccounts("openai", { ...KEYS, fetch: ok(readText(fixture)) });
    assert.deepEqual(accounts, [account]);
  }
});

test("Null is taken for an optional field, and the empty string for any.", async () => {
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

test("Any status of 2xx, any content type and white space around the JSON will do.", async () => {
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

test("Ten thousand accounts come whole.", async (t) => {
  const accounts = Array.from({ length: 10_000 }, (_, i) => ({ ...ACCOUNT, id: String(i) }));
  const { url } = await started(t, () => Response.json(accounts));
  assert.deepEqual(await listAccounts("openai", { ...KEYS, baseUrl: url }), accounts);
});

/* decode */

test("An answer that is not as documented is a decode error that names the place.", async () => {
  const account = (changes) => JSON.stringify([ACCOUNT, { ...ACCOUNT, ...changes }]);
  const { id, ...anonymous } = ACCOUNT;
  assert.ok(id);
  const values = [
    [7, "number"],
    [true, "boolean"],
    [{}, "object"],
    [[], "array"],
  ];
  const wrong = (place, expected, put) =>
    [...values, ["x", "string"]]
      .filter(([, found]) => found !== expected)
      .map(([value, found]) => [account(put(value)), `$[1].${place}`, expected, found]);

  const cases = [
    ["", "$", "JSON", "nothing"],
    [" \n", "$", "JSON", "nothing"],
    ["<!doctype html><p>Sign in</p>", "$", "JSON", "HTML"],
    ["\n <html>", "$", "JSON", "HTML"],
    ["Bad Gateway", "$", "JSON", "other text"],
    ["[", "$", "JSON", "other text"],
    ["[]]", "$", "JSON", "other text"],
    ["undefined", "$", "JSON", "other text"],
    ["null", "$", "array", "null"],
    ["7", "$", "array", "number"],
    ["true", "$", "array", "boolean"],
    ['"x"', "$", "array", "string"],
    ["{}", "$", "array", "object"],
    ['{"data":[]}', "$", "array", "object"],
    ['{"errors":["Forbidden"]}', "$", "array", "object"],
    ["[null]", "$[0]", "object", "null"],
    ["[7]", "$[0]", "object", "number"],
    ['["x"]', "$[0]", "object", "string"],
    ["[[]]", "$[0]", "object", "array"],
    ["[{}]", "$[0].id", "string", "nothing"],
    // One bare account: its path is `$`.
    [JSON.stringify(anonymous), "$.id", "string", "nothing"],
    [JSON.stringify({ ...ACCOUNT, id: 7 }), "$.id", "string", "number"],
    [
      JSON.stringify({ ...ACCOUNT, vertex_ai_metadata: { project_ids: ["a", null] } }),
      "$.vertex_ai_metadata.project_ids[1]",
      "string",
      "null",
    ],
  ];
  for (const field of ["id", "account_id", "account_name", "integration"]) {
    cases.push(
      [account({ [field]: undefined }), `$[1].${field}`, "string", "nothing"],
      [account({ [field]: null }), `$[1].${field}`, "string", "null"],
      ...wrong(field, "string", (value) => ({ [field]: value })),
    );
  }
  cases.push(...wrong("account_region", "string", (value) => ({ account_region: value })));
  for (const [metadata, fields] of [
    ["azure_openai_metadata", ["deployment_id", "model_version", "resource_name"]],
    ["vertex_ai_metadata", ["location", "project"]],
  ]) {
    cases.push(...wrong(metadata, "object", (value) => ({ [metadata]: value })));
    for (const field of fields) {
      const put = (value) => ({ [metadata]: { [field]: value } });
      cases.push(...wrong(`${metadata}.${field}`, "string", put));
    }
  }
  cases.push(
    ...wrong("vertex_ai_metadata.project_ids", "array", (value) => ({
      vertex_ai_metadata: { project_ids: value },
    })),
    ...wrong("vertex_ai_metadata.project_ids[1]", "string", (value) => ({
      vertex_ai_metadata: { project_ids: ["a", value] },
    })),
    [
      account({ vertex_ai_metadata: { project_ids: [null] } }),
      "$[1].vertex_ai_metadata.project_ids[0]",
      "string",
      "null",
    ],
  );

  for (const [body, path, expected, found] of cases) {
    const error = await failure(listAccounts("openai", { ...KEYS, fetch: ok(body) }));
    const message = `the answer is not as documented: expected ${expected} at ${path}, found ${found}`;
    assertError(error, { code: "decode", path, expected, found }, message, body);
  }
});

test("An answer of 204 is a decode error.", async (t) => {
  const { url } = await started(t, () => new Response(null, { status: 204 }));
  assertError(
    await failure(listAccounts("openai", { ...KEYS, baseUrl: url })),
    { code: "decode", path: "$", expected: "JSON", found: "nothing" },
    "the answer is not as documented: expected JSON at $, found nothing",
  );
});
