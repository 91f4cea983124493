/** What is run everywhere: a user's program that lists accounts, and fails, over real HTTP. */
import assert from "node:assert/strict";
import { ACCOUNTS } from "../fake/accounts.js";
import { createFakeDatadog } from "../fake/datadog.js";
import { serve } from "../fake/serve.js";

export const IMPORT =
  'import { AccountsError, INTEGRATIONS, listAccounts } from "datadog-llm-accounts";';
export const REQUIRE =
  'const { AccountsError, INTEGRATIONS, listAccounts } = require("datadog-llm-accounts");';

/** The program without its first line; `call` gives its outcome as text. */
export const CALL = `
async function call(baseUrl) {
  const patience = { timeout: 60_000, attemptTimeout: 60_000 };
  const options = { baseUrl, accessToken: "fake-access-token", ...patience };
  try {
    const lists = await Promise.all(
      Array.from({ length: 100 }, () => listAccounts(INTEGRATIONS[4], options)),
    );
    const error = await listAccounts("unknown", options).catch((error) => error);
    const { code, status } = error;
    const isAccountsError = error instanceof AccountsError;
    return JSON.stringify({ accounts: lists[99], code, status, isAccountsError });
  } catch (error) {
    return String(error.stack) + String(error.cause?.stack);
  }
}
`;

/** For runtimes that give a program arguments, and for pages and workers, whose address holds them. */
export const ON_SERVER = `${CALL}call(process.argv[2]).then((outcome) => console.log(outcome));`;
export const IN_PAGE = `${CALL}
call(new URL(location).searchParams.get("at")).then((outcome) => {
  globalThis.outcome = outcome;
});`;

export function assertListed(outcome) {
  const expected = {
    accounts: ACCOUNTS.vertex_ai,
    code: "http",
    status: 400,
    isAccountsError: true,
  };
  assert.equal(`${outcome}`.trim(), JSON.stringify(expected));
}

/** The fake Datadog, as an edge function of another origin than the page's would be. */
export function startDatadog() {
  const fake = createFakeDatadog({ limit: Infinity });
  return serve(async (request) => {
    const preflight = request.method === "OPTIONS";
    const response = preflight ? new Response() : await fake(request);
    response.headers.set("Access-Control-Allow-Origin", "*");
    response.headers.set("Access-Control-Allow-Headers", "Authorization");
    return response;
  });
}
