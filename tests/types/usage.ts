/** What the published types accept and refuse. It is checked, never run. */
import {
  type Account,
  AccountsError,
  type AzureOpenAiMetadata,
  type ErrorDetail,
  type Fetch,
  type FetchResponse,
  type HttpError,
  type Integration,
  INTEGRATIONS,
  listAccounts,
  type ListAccountsOptions,
  type RateLimit,
  type Site,
  SITES,
  type VertexAiMetadata,
} from "datadog-llm-accounts";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function assertType<_T extends true>(): void;

declare const env: Record<"DD_API_KEY" | "DD_APP_KEY" | "DD_SITE", string | undefined>;
declare const keys: { apiKey: string; appKey: string };

/* Calls */

assertType<Equal<ReturnType<typeof listAccounts>, Promise<Account[]>>>();

await listAccounts("openai", keys);
await listAccounts("an integration of next year", { accessToken: "token" });
await listAccounts(INTEGRATIONS[0], { ...keys, site: SITES[5] });
await listAccounts("openai", { ...keys, site: "uk1.datadoghq.com" });
await listAccounts("openai", { baseUrl: "/datadog" });
await listAccounts("openai", { baseUrl: new URL("https://edge.example/datadog") });
await listAccounts("openai", { ...keys, signal: AbortSignal.timeout(1000) });
await listAccounts("openai", { ...keys, timeout: Infinity, attemptTimeout: 5000, maxRetries: 0 });
await listAccounts("openai", { ...keys, headers: { "X-Team": "sre" } });
await listAccounts("openai", { ...keys, headers: new Headers() });
await listAccounts("openai", { ...keys, headers: [["X-Team", "sre"]] });
await listAccounts("openai", { ...keys, dangerouslyAllowBrowser: true });

// What comes out of an environment may be undefined.
await listAccounts("openai", { apiKey: env.DD_API_KEY, appKey: env.DD_APP_KEY, site: env.DD_SITE });
const nothing: ListAccountsOptions = {
  apiKey: undefined,
  appKey: undefined,
  accessToken: undefined,
  site: undefined,
  baseUrl: undefined,
  fetch: undefined,
  headers: undefined,
  signal: undefined,
  timeout: undefined,
  attemptTimeout: undefined,
  maxRetries: undefined,
  onResponse: undefined,
  dangerouslyAllowBrowser: undefined,
};
await listAccounts("openai", nothing);

// A fetch, a function that takes less than fetch does, and a service binding.
await listAccounts("openai", { ...keys, fetch });
await listAccounts("openai", { ...keys, fetch: globalThis });
await listAccounts("openai", { ...keys, fetch: async () => new Response("[]") });
await listAccounts("openai", { ...keys, fetch: (url, init) => fetch(url.trim(), { ...init }) });
declare const binding: { fetch: typeof fetch; connect(address: string): unknown };
await listAccounts("openai", { ...keys, fetch: binding });
const ours: Fetch = (url: string, init: RequestInit) => fetch(url, init);
await listAccounts("openai", { ...keys, fetch: ours });
await listAccounts("openai", {
  ...keys,
  fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, "x-trace": "1" } }),
});
await listAccounts("openai", {
  ...keys,
  fetch: (url, { method, headers, redirect, signal }) => {
    assertType<Equal<typeof method, "GET">>();
    assertType<Equal<typeof headers, Record<string, string>>>();
    assertType<Equal<typeof redirect, "manual">>();
    assertType<Equal<typeof signal, AbortSignal>>();
    return fetch(url, { method, headers, redirect, signal });
  },
});

// Mocks.
const response: FetchResponse = { status: 200, text: async () => "[]" };
await listAccounts("openai", { ...keys, fetch: async () => response });
await listAccounts("openai", {
  ...keys,
  fetch: async () => ({ status: 200, json: async () => [] }),
});
await listAccounts("openai", {
  ...keys,
  fetch: async () => ({ ok: true, status: 200, headers: new Map(), json: async () => [smallest] }),
});
await listAccounts("openai", {
  ...keys,
  fetch: async () => ({ status: 403, headers: { "Retry-After": "7" }, json: async () => ({}) }),
});

// @ts-expect-error: no arguments
await listAccounts();
// @ts-expect-error: no options
await listAccounts("openai");
// @ts-expect-error: null is no object of options
await listAccounts("openai", null);
// @ts-expect-error: no integration
await listAccounts(undefined, keys);
// @ts-expect-error: a number is no integration
await listAccounts(7, keys);
// @ts-expect-error: an unknown option
await listAccounts("openai", { ...keys, app_key: "x" });
// @ts-expect-error: an unknown option
await listAccounts("openai", { DD_API_KEY: "x", DD_APP_KEY: "x" });
// @ts-expect-error: a number is no key
await listAccounts("openai", { apiKey: 7, appKey: "x" });
// @ts-expect-error: null is no key
await listAccounts("openai", { apiKey: "x", appKey: null });
// @ts-expect-error: a number is no token
await listAccounts("openai", { accessToken: 7 });
// @ts-expect-error: a URL is no site
await listAccounts("openai", { ...keys, site: new URL("https://datadoghq.eu") });
// @ts-expect-error: a location is no URL
await listAccounts("openai", { baseUrl: location });
// @ts-expect-error: a text is no fetch
await listAccounts("openai", { ...keys, fetch: "fetch" });
// @ts-expect-error: it returns no response
await listAccounts("openai", { ...keys, fetch: async () => ({ status: 200 }) });
const textStatus = async () => ({ status: "200", text: async () => "" });
// @ts-expect-error: a status is a number
await listAccounts("openai", { ...keys, fetch: textStatus });
// @ts-expect-error: a body cannot be read
await listAccounts("openai", { ...keys, fetch: async () => ({ status: 200, data: [] }) });
// @ts-expect-error: it does not return a promise
await listAccounts("openai", { ...keys, fetch: () => new Response("[]") });
// @ts-expect-error: the controller is not the signal
await listAccounts("openai", { ...keys, signal: new AbortController() });
// @ts-expect-error: no boolean
await listAccounts("openai", { ...keys, dangerouslyAllowBrowser: "yes" });

/* Names */

assertType<
  Equal<
    Integration,
    "openai" | "amazon_bedrock" | "anthropic" | "azure_openai" | "vertex_ai" | "llmproxy"
  >
>();
assertType<Equal<Site, (typeof SITES)[number]>>();

// Editors offer the documented names as long as the union has not collapsed into string.
type Asked = Parameters<typeof listAccounts>[0];
assertType<Equal<Extract<Asked, Integration>, Integration>>();
assertType<Equal<Asked, Integration | (string & {})>>();
assertType<Equal<string extends Asked ? true : false, true>>();
type AskedSite = Exclude<ListAccountsOptions["site"], undefined>;
assertType<Equal<Extract<AskedSite, Site>, Site>>();
assertType<Equal<string extends AskedSite ? true : false, true>>();

for (const integration of INTEGRATIONS) {
  assertType<Equal<typeof integration, Integration>>();
  await listAccounts(integration, keys);
}
const lists: Promise<Account[]>[] = INTEGRATIONS.map((name) => listAccounts(name, keys));
const byIntegration: Record<Integration, Account[]> = {
  openai: [],
  amazon_bedrock: [],
  anthropic: [],
  azure_openai: [],
  vertex_ai: [],
  llmproxy: [],
};
assertType<Equal<(typeof INTEGRATIONS)["length"], 6>>();
assertType<Equal<(typeof SITES)["length"], 9>>();
// @ts-expect-error: it cannot be changed
INTEGRATIONS[0] = "openai";
// @ts-expect-error: it cannot grow
INTEGRATIONS.push("openai");
// @ts-expect-error: it cannot be changed
SITES[0] = "datadoghq.com";
// @ts-expect-error: not one of them
const other: Integration = "cohere";

/* Accounts */

for (const account of await listAccounts("vertex_ai", keys)) {
  assertType<Equal<typeof account, Account>>();
  const required: string[] = [
    account.id,
    account.account_id,
    account.account_name,
    account.integration,
  ];
  const region: string | null | undefined = account.account_region;
  const azure: AzureOpenAiMetadata | null | undefined = account.azure_openai_metadata;
  const texts: (string | null | undefined)[] = [
    azure?.deployment_id,
    azure?.model_version,
    azure?.resource_name,
  ];
  const vertex: VertexAiMetadata | null | undefined = account.vertex_ai_metadata;
  texts.push(region, vertex?.location, vertex?.project);
  const projects: string[] = vertex?.project_ids ?? [];
  void [required, projects];

  // @ts-expect-error: not a field
  void account.name;
  // @ts-expect-error: the names are the wire's
  void account.accountId;
  // @ts-expect-error: a text is no number
  const id: number = account.id;
  // @ts-expect-error: it may be absent
  void account.account_region.length;
  // @ts-expect-error: it may be absent
  void account.vertex_ai_metadata.project_ids;
  // @ts-expect-error: it may be null
  const absent: string | undefined = account.account_region;
  void [id, absent];
}

const smallest: Account = { id: "1", account_id: "2", account_name: "3", integration: "openai" };
// @ts-expect-error: the id is missing
const anonymous: Account = { account_id: "2", account_name: "3", integration: "openai" };

/* Errors */

/** Each kind with its own fields, and no kind left over. */
function explain(error: unknown): string {
  // @ts-expect-error: nothing is known of it yet
  void error.code;
  if (!(error instanceof AccountsError)) throw error;

  assertType<Equal<typeof error, AccountsError>>();
  const name: "AccountsError" = error.name;
  const texts: [string, string | undefined] = [error.message, error.stack];
  void [name, texts];
  // @ts-expect-error: only an http error has a status
  void error.status;

  switch (error.code) {
    case "invalid_argument":
      return error.argument;
    case "http": {
      assertType<Equal<typeof error, HttpError>>();
      const status: number = error.status;
      const header: string | undefined = error.headers["content-type"];
      const body: string | undefined = error.body;
      const limit: RateLimit | undefined = error.rateLimit;
      const retryAfter: number | undefined = error.retryAfter;
      const seconds: (number | undefined)[] = [
        limit?.limit,
        limit?.period,
        limit?.remaining,
        limit?.reset,
      ];
      const [first]: ErrorDetail[] = error.errors;
      const { header: at, parameter, pointer } = first?.source ?? {};
      const meta: unknown = first?.meta?.["key"];
      const named: (string | undefined)[] = [first?.title, first?.detail, first?.status];
      named.push(at, parameter, pointer, limit?.name, header, body);
      // @ts-expect-error: it is read-only
      error.status = 7;
      // @ts-expect-error: only an invalid argument has one
      void error.argument;
      void [seconds, meta, retryAfter];
      return `${status} ${named.join()}`;
    }
    case "network":
      return String(error.cause);
    case "timeout":
      assertType<Equal<typeof error.timeout, number>>();
      return `${error.timeout} ms`;
    case "decode":
      return `${error.path}: ${error.expected}, not ${error.found}`;
    case "load":
      return String(error.cause);
    // @ts-expect-error: not a code
    case "teapot":
      return "";
    default:
      error satisfies never;
      return error;
  }
}

/** A kind was forgotten, so that the end can be reached. */
// @ts-expect-error: not every path returns
function forgets(error: AccountsError): string {
  switch (error.code) {
    case "invalid_argument":
    case "network":
    case "load":
      return error.message;
    case "decode":
      return error.path;
  }
}
function leftOver(error: AccountsError): string {
  if (error.code !== "http") return "";
  // @ts-expect-error: an http error is left
  error satisfies never;
  return error.message;
}

// @ts-expect-error: they are not made by hand
void new AccountsError({});

await listAccounts("openai", keys).catch((reason: unknown) => explain(reason));
void [lists, byIntegration, other, smallest, anonymous, forgets, leftOver];

// A module has an export; this one is imported by nobody.
export {};
