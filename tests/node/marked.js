/** Calls whose keys, token and headers are marked, and a look through all that they show. */
import assert from "node:assert/strict";
import { after, before, mock } from "node:test";
import { failure, listAccounts } from "./common.js";
import { shown } from "./shown.js";

/** The application key holds the API key, a quote and a backslash. */
export const CREDENTIALS = [
  { apiKey: "secret-1", appKey: 'secret-1"secret-2\\secret-3' },
  { accessToken: "secret-4.secret-5==" },
  { apiKey: "secret-1", appKey: "secret-2", headers: { "X-Tenant": "secret-6 secret-7" } },
  {
    baseUrl: "https://edge.example/datadog",
    headers: [
      ["X-A", "secret-8"],
      ["x-a", "secret-9"],
    ],
  },
].map((credentials) => ({ ...credentials, maxRetries: 1 }));

/** All secrets of a call in one text, the first one twice. */
export function echoOf({ apiKey, appKey, accessToken, headers = [] }) {
  const values = [...(Array.isArray(headers) ? headers : Object.entries(headers))].map(
    ([, value]) => value,
  );
  const secrets = [apiKey, appKey, accessToken, ...values].filter((secret) => secret !== undefined);
  return [...secrets, secrets[0]].join(", ");
}

/**
 * A call that fails; neither its error nor what it told, asked for and logged may show a mark.
 *
 * @returns {Promise<{ error: Error, tries: number }>}
 */
export async function failing(credentials, { fetch, ...options }) {
  const infos = [];
  const urls = [];
  const error = await failure(
    listAccounts("openai", {
      ...credentials,
      onResponse: (info) => infos.push(info),
      fetch(url, init) {
        urls.push(url);
        return fetch(url, init);
      },
      ...options,
    }),
  );
  for (const value of [error, infos, urls]) assertHidden(value);
  return { error, tries: urls.length };
}

export function assertHidden(value) {
  const lines = shown(value).split("\n");
  assert.deepEqual(
    lines.filter((line) => /secret-\d/i.test(line)),
    [],
  );
}

/** For a whole file: no wait takes time, and whatever is logged fails it. */
export function watchLogs() {
  const logged = [];
  const log = (...args) => logged.push(args);
  before(() => {
    mock.method(Math, "random", () => 0);
    for (const name of Object.keys(console)) {
      if (typeof console[name] === "function") mock.method(console, name, log);
    }
    process.on("warning", log);
  });
  after(() => {
    mock.restoreAll();
    assert.deepEqual(logged, []);
  });
}
