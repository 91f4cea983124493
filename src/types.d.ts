/**
 * The LLM integrations that Datadog documents for this endpoint: the elements of `INTEGRATIONS`.
 *
 * @see {@link https://docs.datadoghq.com/api/latest/agent-observability/list-llm-integration-accounts/ | Datadog's API reference}
 *
 * @example
 * const integration: Integration = "openai";
 */
export type Integration = (typeof INTEGRATIONS)[number];

/**
 * The Datadog sites that Datadog documents: the elements of `SITES`. Other hosts at or under Datadog's
 * domains are accepted too.
 *
 * @see {@link https://docs.datadoghq.com/getting_started/site/ | Datadog's sites}
 *
 * @example
 * const site: Site = "datadoghq.eu";
 */
export type Site = (typeof SITES)[number];

// `any` where neither a DOM's, Node's nor a Worker's types declare it.
// @ts-ignore
type NativeAbortSignal = AbortSignal;

/**
 * The second argument of every call of `fetch`: a plain object with exactly these properties.
 *
 * @example
 * const fetchWithTrace: Fetch = (url, init) =>
 *   fetch(url, { ...init, headers: { ...init.headers, "x-trace": "1" } });
 */
export interface FetchInit {
  readonly method: "GET";
  /** A plain object of strings, with the keys or the token. */
  readonly headers: Record<string, string>;
  /** A `fetch` that follows redirects sends the keys to another host. */
  readonly redirect: "manual";
  /** Aborts when the caller's signal does, at a time limit, and when the response is no longer needed. */
  readonly signal: NativeAbortSignal;
}

interface FetchResponseHead {
  /** The HTTP status, such as 200; 0 for a redirect that a browser hides (`type` is "opaqueredirect"). */
  readonly status: number;
  /** A `Headers` object, a `Map`, or a plain object of strings. Without them there are no rate limits. */
  readonly headers?: object | null | undefined;
}

/**
 * What counts as a response: the part of a `Response` that is used. A mock may have `json()` alone.
 *
 * @example
 * const response: FetchResponse = { status: 200, json: async () => [] };
 */
export type FetchResponse = FetchResponseHead &
  ({ text(): PromiseLike<string> } | { json(): PromiseLike<unknown> });

/**
 * Sends a request: the part of the signature of `fetch` that is used. The global `fetch`, those of undici,
 * node-fetch, cross-fetch and ky, mocks and wrappers of them are assignable.
 *
 * Whatever it throws, and whatever it returns that is not a response, becomes a `network` error.
 *
 * @example
 * const fetchWithTrace: Fetch = (url, init) =>
 *   fetch(url, { ...init, headers: { ...init.headers, "x-trace": "1" } });
 */
export type Fetch = (url: string, init: FetchInit) => PromiseLike<FetchResponse>;

/** A `URL` object: that of any realm or library. */
export interface UrlLike {
  /** The absolute URL. */
  readonly href: string;
  readonly searchParams: object;
}

/**
 * Request headers: a `Headers` object, pairs of name and value, or a plain object of strings.
 *
 * @example
 * const headers: HeadersLike = { "X-Team": "sre" };
 */
export type HeadersLike =
  | Readonly<Record<string, string>>
  | readonly (readonly [string, string])[]
  | Iterable<readonly [string, string]>
  | {
      get(name: string): string | null;
      forEach(callback: (value: string, name: string) => void): void;
    };

/**
 * An `AbortSignal`: that of any realm or library. Polyfills may lack `reason`.
 *
 * @example
 * const signal: AbortSignalLike = AbortSignal.timeout(1000);
 */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/**
 * What `onResponse` receives for each response, when its headers have arrived. Secrets are redacted.
 *
 * @example
 * const onResponse = ({ status, attempt, duration }: ResponseInfo) =>
 *   console.log(`attempt ${attempt}: ${status} after ${duration} ms`);
 */
export interface ResponseInfo {
  /** The HTTP status; 0 for a redirect that a browser hides. */
  status: number;
  /** The response headers by lower-case name. */
  headers: Record<string, string>;
  /** The number of the attempt, from 1. */
  attempt: number;
  /** Milliseconds from the start of the attempt to its headers. */
  duration: number;
  /** Absent if the response has no `X-RateLimit-*` header. */
  rateLimit?: RateLimit;
}

/**
 * Options of `listAccounts`. It requires `apiKey` and `appKey`, or `accessToken`, or the `baseUrl` of an
 * edge function that holds the keys. Every option may be `undefined`; unknown options are ignored.
 *
 * Secrets (the keys, the token and the values of `headers`) never appear in errors: `[redacted]` replaces
 * them, also where a response echoes them. A secret of fewer than four characters is redacted only where it
 * stands alone as a word, between characters that are neither letters nor digits.
 *
 * @example
 * const options: ListAccountsOptions = { apiKey, appKey, site: "datadoghq.eu", timeout: 5000 };
 */
export interface ListAccountsOptions {
  /**
   * The Datadog API key, sent as `DD-API-KEY`; requires `appKey`. Surrounding white space is trimmed. Must be a
   * non-empty string and a valid header value.
   */
  apiKey?: string | undefined;
  /**
   * The Datadog application key, sent as `DD-APPLICATION-KEY`; requires `apiKey`. Surrounding white space is
   * trimmed. Must be a non-empty string and a valid header value.
   */
  appKey?: string | undefined;
  /**
   * An OAuth access token, or the token of your edge function, sent as `Authorization: Bearer`. Replaces the
   * keys: it must not be combined with them. Surrounding white space is trimmed.
   */
  accessToken?: string | undefined;
  /**
   * The Datadog site, such as `datadoghq.eu`: one of `SITES`, or another host at or under `datadoghq.com`,
   * `datadoghq.eu` or `ddog-gov.com`. A leading `app.` or `api.` is dropped. Must be a host, not a URL.
   * @default "datadoghq.com"
   */
  site?: Site | (string & {}) | undefined;
  /**
   * The URL of an edge function, a proxy or a fake server that serves Datadog's path, instead of a site. In a
   * page it may be relative to the page (`/datadog`). Must be `https:` or `http:`, without credentials, query
   * and fragment. With a secret, `http:` is rejected unless the host is loopback or the page's own origin.
   */
  baseUrl?: string | UrlLike | undefined;
  /**
   * Additional request headers. Their values are secrets: they are redacted like the keys. Headers that the
   * client sets itself (`Accept`, `Authorization`, `DD-API-KEY`, `DD-APPLICATION-KEY`) are rejected.
   */
  headers?: HeadersLike | undefined;
  /**
   * Sends the requests: a function like `fetch`, or an object with a `fetch` method, such as a service binding.
   * @default globalThis.fetch, looked up at each call
   *
   * @example
   * await listAccounts("openai", {
   *   apiKey,
   *   appKey,
   *   fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, "x-trace": "1" } }),
   * });
   */
  fetch?: Fetch | { fetch: Fetch } | undefined;
  /**
   * Aborts the call immediately, in every phase. The promise rejects with `signal.reason`; with an `AbortError`
   * if a polyfilled signal has no reason.
   */
  signal?: AbortSignalLike | undefined;
  /**
   * Milliseconds for the whole call, retries and delays included. Must be greater than 0; `Infinity` sets no
   * limit.
   * @default 30000
   */
  timeout?: number | undefined;
  /**
   * Milliseconds for one attempt, after which a stalled connection is retried. Must be greater than 0;
   * `Infinity` sets no limit.
   * @default 10000
   */
  attemptTimeout?: number | undefined;
  /**
   * The number of retries after the first attempt. Must be an integer from 0 to 10.
   *
   * Network failures, timeouts of an attempt, 408, 429 and 5xx are retried, unless the response says
   * `x-should-retry: false`. If a delay would exceed `timeout`, the call rejects immediately with the last error.
   * @default 2
   */
  maxRetries?: number | undefined;
  /** Called for each response, including those that are retried. What it throws is ignored. */
  onResponse?: ((info: ResponseInfo) => void) | undefined;
  /**
   * Allows `apiKey` and `appKey` in a page or a browser's worker, where every visitor can read them.
   * @default false
   */
  dangerouslyAllowBrowser?: boolean | undefined;
}

/**
 * Lists the accounts that are configured for an LLM integration in Datadog
 * (`GET /api/v2/llm-obs/v1/integrations/{integration}/accounts`, in Preview).
 *
 * Every documented field of the response is validated; unknown fields are kept.
 *
 * @param integration One of `INTEGRATIONS`, or the name of another integration, sent as one path segment.
 * @param options The credentials, and how the request is sent.
 * @returns The accounts in Datadog's order; the list may be empty. The endpoint has no pages.
 * @throws {AccountsError} The promise rejects with an `AccountsError` for every failure except an abort, which
 *   rejects with `signal.reason`. It never throws synchronously.
 * @see {@link https://docs.datadoghq.com/api/latest/agent-observability/list-llm-integration-accounts/ | Datadog's API reference}
 *
 * @example
 * const accounts = await listAccounts("openai", { apiKey, appKey, site: "datadoghq.eu" });
 */
export declare function listAccounts(
  integration: Integration | (string & {}),
  options: ListAccountsOptions,
): Promise<Account[]>;

/**
 * One of the errors in Datadog's response, in one format for both of Datadog's; an error that is a plain string
 * becomes `{ detail }`. Fields of another type are absent.
 *
 * @example
 * const text = error.errors.map(({ title, detail }) => detail ?? title).join();
 */
export interface ErrorDetail {
  title?: string;
  detail?: string;
  /** The HTTP status as text, such as "403". */
  status?: string;
  /** The part of the request that caused the error. */
  source?: { header?: string; parameter?: string; pointer?: string };
  meta?: Record<string, unknown>;
}

/**
 * The values of Datadog's `X-RateLimit-*` headers; a field is absent if its header is missing or invalid.
 *
 * @see {@link https://docs.datadoghq.com/api/latest/rate-limits/ | Datadog's rate limits}
 *
 * @example
 * const onResponse = ({ rateLimit }: ResponseInfo) => gauge(rateLimit?.remaining);
 */
export interface RateLimit {
  /** Requests allowed in one period. */
  limit?: number;
  /** The length of a period, in seconds. */
  period?: number;
  /** Requests left in this period. */
  remaining?: number;
  /** Seconds until the period ends. */
  reset?: number;
  /** The name of the limit. */
  name?: string;
}

interface AccountsErrorBase extends Error {
  readonly name: "AccountsError";
}

/**
 * An argument or option is invalid; nothing was sent.
 *
 * @example
 * if (error.code === "invalid_argument") console.error(error.argument); // "site"
 */
export interface InvalidArgumentError extends AccountsErrorBase {
  readonly code: "invalid_argument";
  /** The name of the argument or option. */
  readonly argument: string;
}

/**
 * A response with a status outside 2xx. Redirects are never followed, so they are among them.
 *
 * @example
 * if (error.code === "http" && error.status === 429) await delay((error.retryAfter ?? 1) * 1000);
 */
export interface HttpError extends AccountsErrorBase {
  readonly code: "http";
  /** The HTTP status; 0 for a redirect that a browser hides. */
  readonly status: number;
  /** Datadog's errors, at most 100; empty if the body has none. */
  readonly errors: ErrorDetail[];
  /** The response headers by lower-case name. */
  readonly headers: Record<string, string>;
  /** Absent if the response has no `X-RateLimit-*` header. */
  readonly rateLimit?: RateLimit;
  /** Seconds that the Retry-After header asks for; absent without one. */
  readonly retryAfter?: number;
  /** The start of the body, at most 2 KB; absent if it is empty or `errors` is not. */
  readonly body?: string;
}

/**
 * There was no response, or it broke off, or `fetch` returned something that is not a response.
 *
 * @example
 * if (error.code === "network") console.error(error.message, error.cause);
 */
export interface NetworkError extends AccountsErrorBase {
  readonly code: "network";
  /** What `fetch` threw, or a redacted error in its place if it contains or could contain a secret. */
  readonly cause?: unknown;
}

/**
 * The time limit of the call (`timeout`), or of its last attempt (`attemptTimeout`), passed.
 *
 * @example
 * if (error.code === "timeout") console.error(`timed out after ${error.timeout} ms`);
 */
export interface TimeoutError extends AccountsErrorBase {
  readonly code: "timeout";
  /** The limit that passed, in milliseconds. */
  readonly timeout: number;
}

/**
 * A 2xx response without the documented JSON.
 *
 * @example
 * if (error.code === "decode") console.error(`${error.path}: ${error.found}, not ${error.expected}`);
 */
export interface DecodeError extends AccountsErrorBase {
  readonly code: "decode";
  /** The JSON path of the value, such as `$[3].vertex_ai_metadata.project_ids[1]`. */
  readonly path: string;
  /** The documented type: `string`, `object`, `array` or `JSON`. */
  readonly expected: string;
  /** The type in the response: a JSON type, `nothing`, `HTML` or `other text`. */
  readonly found: string;
}

/**
 * WebAssembly could not start, for example because of a Content-Security-Policy without `'wasm-unsafe-eval'`, or
 * it trapped. The next call starts it again.
 *
 * @example
 * if (error.code === "load") console.error(error.message, error.cause);
 */
export interface LoadError extends AccountsErrorBase {
  readonly code: "load";
  /** What the engine threw. */
  readonly cause?: unknown;
}

/**
 * What `listAccounts` rejects with, except for an abort: an `Error` whose `code` tells the kinds apart.
 *
 * @example
 * try {
 *   await listAccounts("openai", { apiKey, appKey });
 * } catch (error) {
 *   if (!(error instanceof AccountsError)) throw error; // an abort
 *   if (error.code === "http") console.error(error.status, error.errors);
 * }
 */
export type AccountsError =
  InvalidArgumentError | HttpError | NetworkError | TimeoutError | DecodeError | LoadError;

/** For `instanceof`, which narrows to the union. It recognizes the errors of every copy of this package. */
export declare const AccountsError: {
  /** Not to be called: `instanceof` requires a signature before TypeScript 5.3. */
  new (fields: never): AccountsError;
  readonly prototype: AccountsError;
  [Symbol.hasInstance](value: unknown): value is AccountsError;
};

export {};
