import assert from "node:assert/strict";
import { test } from "node:test";
import { ACCOUNTS } from "./fake/accounts.js";
import { createFakeDatadog } from "./fake/datadog.js";
import {
  FORBIDDEN_KEYS,
  INTEGRATIONS,
  KEYS,
  ORIGIN,
  RATE_LIMIT_HEADERS,
  accountsRequest,
  assertDocumented,
  assertValid,
  operation,
  readJson,
  schemaOf,
} from "./fake/documented.js";

test("The fake knows exactly the documented integrations.", () => {
  assert.deepEqual(Object.keys(ACCOUNTS).sort(), [...INTEGRATIONS].sort());
});

for (const integration of INTEGRATIONS) {
  test(`The accounts of ${integration} are as documented.`, async () => {
    const response = await createFakeDatadog()(accountsRequest(integration));
    assert.equal(response.status, 200);
    const accounts = await assertDocumented(response);
    assert.deepEqual(accounts, ACCOUNTS[integration]);
    assert.ok(accounts.every((account) => account.integration === integration));
    for (const name of RATE_LIMIT_HEADERS) assert.ok(response.headers.has(name), name);
  });
}

test("No two accounts share an id.", () => {
  const ids = Object.values(ACCOUNTS)
    .flat()
    .map((account) => account.id);
  assert.equal(new Set(ids).size, ids.length);
});

test("Credentials that are missing, unknown or only alike answer 401 without rate-limit headers.", async () => {
  const strangers = [
    {},
    { "DD-API-KEY": "fake-api-key" },
    { "DD-APPLICATION-KEY": "fake-app-key" },
    { ...KEYS, "DD-API-KEY": "fake-api-key-2" },
    { ...KEYS, "DD-API-KEY": "fake-api" },
    { ...KEYS, "DD-API-KEY": "" },
    { ...KEYS, "DD-APPLICATION-KEY": "fake-app-key-2" },
    { ...KEYS, "DD-APPLICATION-KEY": "fake-app" },
    { ...FORBIDDEN_KEYS, "DD-API-KEY": "unknown" },
    { Authorization: "Bearer" },
    { Authorization: "Bearer unknown" },
    { Authorization: "Bearer fake-access-token-2" },
    { Authorization: "Basic fake-access-token" },
    { Authorization: "fake-access-token" },
  ];
  for (const headers of strangers) {
    const response = await createFakeDatadog()(accountsRequest("openai", { headers }));
    assert.equal(response.status, 401, JSON.stringify(headers));
    assert.deepEqual(await assertDocumented(response), {
      errors: [
        {
          detail: "Missing or invalid credentials",
          meta: {},
          source: { header: "Authorization" },
          status: "401",
          title: "Unauthorized",
        },
      ],
    });
    for (const name of RATE_LIMIT_HEADERS) assert.equal(response.headers.get(name), null);
  }
});

test("An access token is accepted instead of both keys.", async () => {
  for (const scheme of ["Bearer", "bearer"]) {
    const headers = { Authorization: `${scheme} fake-access-token` };
    const response = await createFakeDatadog()(accountsRequest("openai", { headers }));
    assert.equal(response.status, 200);
    await assertDocumented(response);
  }
});

test("Credentials given as options replace the usual ones.", async () => {
  const fake = createFakeDatadog({ apiKey: "a", appKey: "b", accessToken: "c" });
  const headers = { "DD-API-KEY": "a", "DD-APPLICATION-KEY": "b" };
  assert.equal((await fake(accountsRequest("openai", { headers }))).status, 200);
  const bearer = { Authorization: "Bearer c" };
  assert.equal((await fake(accountsRequest("openai", { headers: bearer }))).status, 200);
  assert.equal((await fake(accountsRequest("openai"))).status, 401);
});

test("An application key without the permission answers 403 and names the permission.", async () => {
  const response = await createFakeDatadog()(
    accountsRequest("openai", { headers: FORBIDDEN_KEYS }),
  );
  assert.equal(response.status, 403);
  const { errors } = await assertDocumented(response);
  assert.equal(errors[0].title, "Forbidden");
  assert.equal(errors[0].detail, "Missing required permission: llm_observability_read");
});

test("Only the six integrations, decoded as one segment, do not answer 400.", async () => {
  const details = {
    cohere: 'Unknown integration "cohere"',
    OpenAI: 'Unknown integration "OpenAI"',
    "openai/accounts": 'Unknown integration "openai/accounts"',
    "open%2Fai": 'Unknown integration "open/ai"',
    "%E0%A4%A": 'Unknown integration "%E0%A4%A"',
    toString: 'Unknown integration "toString"',
  };
  for (const [segment, detail] of Object.entries(details)) {
    const response = await createFakeDatadog()(accountsRequest(segment));
    assert.equal(response.status, 400, segment);
    const { errors } = await assertDocumented(response);
    assert.equal(errors[0].title, "Bad Request");
    assert.equal(errors[0].detail, detail);
    assert.equal(response.headers.get("X-RateLimit-Remaining"), "599");
  }
  const encoded = await createFakeDatadog()(accountsRequest("open%61i"));
  assert.deepEqual(await assertDocumented(encoded), ACCOUNTS.openai);
});

test("A stranger with an unknown integration learns only that it is not authorised.", async () => {
  const fake = createFakeDatadog();
  assert.equal((await fake(accountsRequest("cohere", { headers: {} }))).status, 401);
  assert.equal((await fake(accountsRequest("cohere", { headers: FORBIDDEN_KEYS }))).status, 403);
});

test("Over the limit the answer is 429 until the window ends.", async () => {
  let time = 1_800_000_000_000;
  const fake = createFakeDatadog({ limit: 2, period: 10, now: () => time });
  const ask = async () => {
    const response = await fake(accountsRequest("openai"));
    const headers = RATE_LIMIT_HEADERS.map((name) => response.headers.get(name));
    return { status: response.status, headers, body: await assertDocumented(response) };
  };
  const name = "llm_observability_integrations";

  assert.deepEqual((await ask()).headers, ["2", "10", "1", "10", name]);
  time += 3500;
  // Strangers do not use up the limit.
  assert.equal((await fake(accountsRequest("openai", { headers: {} }))).status, 401);
  assert.equal((await fake(accountsRequest("openai", { headers: FORBIDDEN_KEYS }))).status, 403);
  const last = await ask();
  assert.equal(last.status, 200);
  assert.deepEqual(last.headers, ["2", "10", "0", "7", name]);

  const refusal = {
    errors: ["Rate limit of 2 requests in 10 seconds reached. Please try again later."],
  };
  assert.deepEqual(await ask(), {
    status: 429,
    headers: ["2", "10", "0", "7", name],
    body: refusal,
  });
  time += 6499;
  assert.deepEqual(await ask(), {
    status: 429,
    headers: ["2", "10", "0", "1", name],
    body: refusal,
  });

  time += 1;
  const fresh = await ask();
  assert.equal(fresh.status, 200);
  assert.deepEqual(fresh.headers, ["2", "10", "1", "10", name]);
});

test("Another path answers 404 and another method 405.", async () => {
  const fake = createFakeDatadog();
  const paths = ["/", "/api/v2/llm-obs/v1/integrations/accounts", "/api/v1/validate"];
  for (const path of [...paths, "/api/v2/llm-obs/v1/integrations/openai/accounts/"]) {
    const response = await fake(new Request(ORIGIN + path, { headers: KEYS }));
    assert.equal(response.status, 404, path);
    assert.deepEqual(await response.json(), { errors: ["Not Found"] });
  }
  for (const method of ["POST", "HEAD", "OPTIONS"]) {
    const response = await fake(accountsRequest("openai", { method }));
    assert.equal(response.status, 405, method);
    assert.equal(response.headers.get("Allow"), "GET");
    assert.deepEqual(await response.json(), { errors: ["Method Not Allowed"] });
  }
});

test("The site and the query do not matter.", async () => {
  const url = "https://api.datadoghq.eu/api/v2/llm-obs/v1/integrations/openai/accounts?x=1";
  const response = await createFakeDatadog()(new Request(url, { headers: KEYS }));
  assert.deepEqual(await assertDocumented(response), ACCOUNTS.openai);
});

test("Each documented case can be simulated, with any credentials.", async () => {
  const fake = createFakeDatadog({ simulate: true });
  for (const status of [400, 401, 403, 429]) {
    const response = await fake(simulationRequest(String(status)));
    assert.equal(response.status, status);
    const { errors } = await assertDocumented(response);
    assert.equal(errors.length, 1);
  }
  const limited = await fake(simulationRequest("429"));
  assert.equal(limited.headers.get("X-RateLimit-Remaining"), "0");

  const empty = await fake(simulationRequest("empty"));
  assert.equal(empty.status, 200);
  assert.deepEqual(await assertDocumented(empty), []);
});

test("A broken server can be simulated, as JSON and as a proxy's page.", async () => {
  const fake = createFakeDatadog({ simulate: true });
  const broken = await fake(simulationRequest("500"));
  assert.equal(broken.status, 500);
  assert.deepEqual(await broken.json(), { errors: ["Internal Server Error"] });

  const page = await fake(simulationRequest("html"));
  assert.equal(page.status, 502);
  assert.equal(page.headers.get("Content-Type"), "text/html");
  assert.match(await page.text(), /^<html>.*502 Bad Gateway/);
});

test("A large organisation can be simulated: 1,000 accounts, each with an id of its own.", async () => {
  const fake = createFakeDatadog({ simulate: true });
  const headers = { ...KEYS, "X-Fake-Status": "many" };
  const ids = new Set();
  for (const integration of Object.keys(ACCOUNTS)) {
    const response = await fake(accountsRequest(integration, { headers }));
    for (const account of await assertDocumented(response)) {
      assert.equal(account.integration, integration);
      ids.add(account.id);
    }
  }
  assert.equal(ids.size, 1000);
});

test("A mixed day can be simulated, and an answer that has changed its shape.", async () => {
  const fake = createFakeDatadog({ simulate: true });
  const statuses = [];
  for (const integration of Object.keys(ACCOUNTS)) {
    const headers = { ...KEYS, "X-Fake-Status": "mixed" };
    statuses.push((await fake(accountsRequest(integration, { headers }))).status);
  }
  assert.deepEqual(statuses, [200, 200, 500, 429, 403, 200]);
  const changed = await fake(simulationRequest("changed"));
  assert.deepEqual(await changed.json(), { data: ACCOUNTS.openai });
});

test("A slow answer is the normal one after three seconds.", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const fake = createFakeDatadog({ simulate: true });
  const headers = { ...KEYS, "X-Fake-Status": "slow" };
  let answered = false;
  const answer = fake(accountsRequest("openai", { headers })).then((response) => {
    answered = true;
    return response;
  });
  t.mock.timers.tick(2999);
  await new Promise(setImmediate);
  assert.equal(answered, false);
  t.mock.timers.tick(1);
  assert.deepEqual(await assertDocumented(await answer), ACCOUNTS.openai);
});

test("Without the option, and for an unknown case, nothing is simulated.", async () => {
  const headers = { ...KEYS, "X-Fake-Status": "500" };
  assert.equal((await createFakeDatadog()(accountsRequest("openai", { headers }))).status, 200);
  const unknown = { ...KEYS, "X-Fake-Status": "418" };
  const fake = createFakeDatadog({ simulate: true });
  assert.equal((await fake(accountsRequest("openai", { headers: unknown }))).status, 200);
});

test("A delayed answer waits, unless its caller leaves.", async () => {
  const fake = createFakeDatadog({ delay: 20 });
  const started = performance.now();
  await assertDocumented(await fake(accountsRequest("openai")));
  // A timer may fire up to a millisecond early.
  assert.ok(performance.now() - started >= 19);

  const signal = AbortSignal.timeout(10);
  const endless = createFakeDatadog({ delay: 2 ** 31 - 1 });
  await endless(accountsRequest("openai", { signal }));
});

test("The fixtures are as documented.", () => {
  const account = readJson("fixtures/account.json");
  assertValid(schemaOf("Account"), account);
  assert.deepEqual(readJson("fixtures/accounts.json"), [account]);
  assertValid(operation.responses[200].content["application/json"].schema, [account]);
  for (const status of [400, 401, 403, 429]) {
    const body = readJson(`fixtures/errors/${status}.json`);
    assertValid(operation.responses[status].content["application/json"].schema, body);
    if (status !== 429) assert.equal(body.errors[0].status, String(status));
  }
});

test("The validator refuses what is not documented.", async () => {
  const account = readJson("fixtures/account.json");
  const { id, ...anonymous } = account;
  assert.ok(id);
  const ok = (body, headers) => Response.json(body, { headers });
  await assert.rejects(assertDocumented(ok([{ ...account, account_id: 7 }])), /must be string/);
  await assert.rejects(assertDocumented(ok([anonymous])), /must have required property 'id'/);
  await assert.rejects(assertDocumented(ok({ data: [account] })), /must be array/);
  await assert.rejects(
    assertDocumented(ok([account], { "Content-Type": "text/html" })),
    /undocumented content type text\/html/,
  );
  await assert.rejects(
    assertDocumented(Response.json({ errors: ["Not Found"] }, { status: 404 })),
    /undocumented status 404/,
  );
  await assert.rejects(
    assertDocumented(Response.json({ errors: [{ title: "an object" }] }, rateLimited())),
    /must be string/,
  );
  await assert.rejects(
    assertDocumented(Response.json({ errors: ["x"] }, rateLimited({ "X-RateLimit-Name": null }))),
    /missing header X-RateLimit-Name/,
  );
  for (const reset of ["soon", "1.5", "7, 7", ""]) {
    const init = rateLimited({ "X-RateLimit-Reset": reset });
    await assert.rejects(
      assertDocumented(Response.json({ errors: ["x"] }, init)),
      /must be integer/,
      reset,
    );
  }
});

function simulationRequest(simulation) {
  return accountsRequest("openai", { headers: { "X-Fake-Status": simulation } });
}

/** A 429's init; a change to null leaves that header out. */
function rateLimited(changes = {}) {
  const headers = new Headers(RATE_LIMIT_HEADERS.map((name) => [name, "1"]));
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  return { status: 429, headers };
}
