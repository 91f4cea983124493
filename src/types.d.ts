/** An LLM integration that Datadog documents for this endpoint. */
export type Integration = (typeof INTEGRATIONS)[number];

/** A documented Datadog site; any other host under Datadog's domains is taken too. */
export type Site = (typeof SITES)[number];

/** What sends a request: the signature of `fetch`, as far as it is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What `onResponse` is told of an answer, as soon as its headers are there. */
export interface ResponseInfo {
  /** 0 where a browser hides a redirect. */
  status: number;
  /** By lower-case name. */
  headers: Record<string, string>;
  /** Which try this answers, from 1. */
  attempt: number;
  /** From the start of this try to the headers, in milliseconds. */
  duration: number;
  /** Absent where no header tells of it. */
  rateLimit?: RateLimit;
}

/**
 * Options of `listAccounts`. Pass `apiKey` and `appKey`, or `accessToken`, or the `baseUrl` of an edge
 * function that holds the keys.
 */
export interface ListAccountsOptions {
  /** Datadog API key, sent as `DD-API-KEY`; surrounding white space is trimmed. */
  apiKey?: string | undefined;
  /** Datadog application key, sent as `DD-APPLICATION-KEY`; surrounding white space is trimmed. */
  appKey?: string | undefined;
  /** OAuth access token, or your edge function's own token, sent as `Authorization: Bearer`. Takes the place of the keys. */
  accessToken?: string | undefined;
  /**
   * Your Datadog site, such as `datadoghq.eu`: one of `SITES`, or another host at or under
   * `datadoghq.com`, `datadoghq.eu` or `ddog-gov.com`. A leading `app.` or `api.` is dropped.
   * @default "datadoghq.com"
   */
  site?: Site | (string & {}) | undefined;
  /**
   * Where to ask instead of a Datadog site: an edge function or a proxy that serves Datadog's path
   * under this URL. In a page it may be relative to the page (`/datadog`). It has no query and no fragment;
   * `http:` is refused when a secret would be sent, unless it is loopback or the page's own origin.
   */
  baseUrl?: string | URL | undefined;
  /**
   * Further request headers. Their values are kept out of errors like the keys. Those that the client
   * sets itself (`Accept`, `Authorization`, `DD-API-KEY`, `DD-APPLICATION-KEY`) are refused.
   */
  headers?: RequestInit["headers"] | undefined;
  /**
   * Sends the request: a function like `fetch`, or an object with a `fetch` method (a service binding).
   * @default globalThis.fetch, looked up at each call
   */
  fetch?: Fetch | { fetch: Fetch } | undefined;
  /** Aborts the call at once, in every phase; the promise rejects with `signal.reason`. */
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds for the whole call, retries included; `Infinity` for no limit.
   * @default 30000
   */
  timeout?: number | undefined;
  /**
   * Milliseconds for one try, so that a stalled connection is tried again; `Infinity` for no limit.
   * @default 10000
   */
  attemptTimeout?: number | undefined;
  /**
   * Tries after the first, from 0 to 10: after a network failure, a try's timeout, 408, 429 and 5xx, unless
   * the answer says `x-should-retry: false`. A wait that would pass `timeout` is not begun.
   * @default 2
   */
  maxRetries?: number | undefined;
  /** Called with what is known of every answer, those that are retried too. What it throws is ignored. */
  onResponse?: ((info: ResponseInfo) => void) | undefined;
  /**
   * Lets `apiKey` and `appKey` be used in a page or a browser's worker, where every visitor can read them.
   * @default false
   */
  dangerouslyAllowBrowser?: boolean | undefined;
}

/**
 * Lists the accounts that are configured for an LLM integration in Datadog
 * (`GET /api/v2/llm-obs/v1/integrations/{integration}/accounts`, Preview).
 *
 * The answer is checked field by field; fields this version does not know are kept.
 *
 * @param integration One of `INTEGRATIONS`, or another integration's name, sent as one path segment.
 * @returns The accounts in Datadog's order; the list may be empty.
 * @throws {AccountsError} (as a rejection, never synchronously) for every failure but an abort, which
 *   rejects with `signal.reason`.
 *
 * @example
 * const accounts = await listAccounts("openai", { apiKey, appKey, site: "datadoghq.eu" });
 */
export declare function listAccounts(
  integration: Integration | (string & {}),
  options: ListAccountsOptions,
): Promise<Account[]>;

/** One of Datadog's errors; a plain string becomes a `detail`. */
export interface ErrorDetail {
  title?: string;
  detail?: string;
  status?: string;
  /** What in the request caused it. */
  source?: { header?: string; parameter?: string; pointer?: string };
  meta?: Record<string, unknown>;
}

/** What Datadog's `X-RateLimit-*` headers say; times are in seconds. */
export interface RateLimit {
  /** Requests allowed in one period. */
  limit?: number;
  /** Length of the period. */
  period?: number;
  /** Requests left in this period. */
  remaining?: number;
  /** Time until the period ends. */
  reset?: number;
  name?: string;
}

interface AccountsErrorBase extends Error {
  readonly name: "AccountsError";
}

/** An argument was refused before anything was sent. */
export interface InvalidArgumentError extends AccountsErrorBase {
  readonly code: "invalid_argument";
  /** The name of the argument or option. */
  readonly argument: string;
}

/** An answer outside 2xx, a redirect included: redirects are never followed. */
export interface HttpError extends AccountsErrorBase {
  readonly code: "http";
  /** 0 where a browser hides a redirect. */
  readonly status: number;
  /** Datadog's errors, whichever of its two styles they came in; the first 100 of them. */
  readonly errors: ErrorDetail[];
  /** By lower-case name. */
  readonly headers: Record<string, string>;
  readonly rateLimit?: RateLimit;
  /** The start of the body (2 KB at most) when `errors` is empty. */
  readonly body?: string;
}

/** No answer, or it broke off. */
export interface NetworkError extends AccountsErrorBase {
  readonly code: "network";
  /** What `fetch` threw, or an error in its place where that holds or could hide a secret. */
  readonly cause?: unknown;
}

/** The deadline of the call (`timeout`), or of its last try (`attemptTimeout`), passed. */
export interface TimeoutError extends AccountsErrorBase {
  readonly code: "timeout";
  /** That time, in milliseconds. */
  readonly timeout: number;
}

/** 2xx, but not the documented JSON. */
export interface DecodeError extends AccountsErrorBase {
  readonly code: "decode";
  /** The place, as `$[3].vertex_ai_metadata.project_ids[1]`. */
  readonly path: string;
  /** What belongs there: `string`, `object`, `array` or `JSON`. */
  readonly expected: string;
  /** What was there: a JSON type, or `nothing`, `HTML` or `other text`. */
  readonly found: string;
}

/** WebAssembly could not start, or died: a Content-Security-Policy without `'wasm-unsafe-eval'`, for example. */
export interface LoadError extends AccountsErrorBase {
  readonly code: "load";
  readonly cause?: unknown;
}

/** Every failure but an abort. `code` tells the kinds apart. */
export type AccountsError =
  InvalidArgumentError | HttpError | NetworkError | TimeoutError | DecodeError | LoadError;

/** For `instanceof`, which narrows to the union. */
export declare const AccountsError: {
  readonly prototype: AccountsError;
  [Symbol.hasInstance](value: unknown): value is AccountsError;
};

export {};
