/** The part of a Worker's context that is used. */
interface ExecutionContextLike {
  waitUntil(promise: Promise<unknown>): void;
}

/** A string, or a function that reads it from a Worker's bindings. It is called for every authorized request. */
type Credential<Env> = string | ((env: Env) => string | Promise<string>);

/**
 * What isolates or processes share: the web-standard `Cache`, or an object with these two methods over
 * another store. The time to live of an entry is the `max-age` of its `Cache-Control`.
 */
export interface SharedCache {
  match(url: string): Promise<Response | undefined>;
  put(url: string, response: Response): Promise<unknown>;
}

/** A stub of `AccountsCoordinator` from `datadog-llm-accounts/edge/durable`. */
interface CoordinatorStub {
  readonly id: object;
}

/** Options of `createHandler`. */
export interface CreateHandlerOptions<Env = Record<string, string>> {
  /**
   * Decides who may read the accounts: only `true` allows a request. If it throws, rejects or takes
   * longer than 10 s, the response is a 500. It is called for every GET and HEAD of a path that is
   * served, before any key is read.
   *
   * @param env The handler's second argument: a Worker's bindings; in Deno and Bun whatever their servers pass.
   */
  authorize: (request: Request, env: Env) => boolean | Promise<boolean>;
  /** Datadog API key. @default `env.DD_API_KEY`: a string, or a binding of Cloudflare's Secrets Store */
  apiKey?: Credential<Env> | undefined;
  /** Datadog application key. @default `env.DD_APP_KEY`: a string, or a binding of Cloudflare's Secrets Store */
  appKey?: Credential<Env> | undefined;
  /** Datadog site, such as `datadoghq.eu`. @default `env.DD_SITE`, or else `datadoghq.com` */
  site?: Credential<Env> | undefined;
  /**
   * The path before Datadog's own, such as `/datadog`, without a trailing slash.
   * @default ""
   */
  prefix?: string | undefined;
  /**
   * Origins whose pages may read the responses (CORS), such as `https://dashboard.example` or
   * `capacitor://localhost`, compared exactly. Their pages may send any request header, but no cookies.
   * The function's own origin need not be listed.
   * @default none
   */
  origins?: readonly string[] | undefined;
  /**
   * The integrations that are served.
   * @default `INTEGRATIONS`
   */
  integrations?: readonly string[] | undefined;
  /**
   * For how many seconds a response of Datadog's is served from the cache.
   * @default 10
   */
  cacheSeconds?: number | undefined;
  /**
   * Sends the requests to Datadog, as the option of `listAccounts`: through a proxy, a service binding.
   * @default globalThis.fetch, looked up at each call
   */
  fetch?: import("./index.cjs").ListAccountsOptions["fetch"];
  /**
   * A cache that isolates or processes share, behind the memory of each: accounts, stale ones too, and a
   * rate limit that one of them has met. In a Worker it must be a function, because a cache cannot be opened
   * in the global scope: `() => caches.open("accounts")`. If it returns `undefined`, there is none.
   * Entries contain no credential, and are checked before they are used. A cache that fails or takes longer
   * than 0.3 s costs one call to Datadog. `caches.default` is rejected: it is the zone's own CDN cache.
   * @default none
   */
  cache?:
    | SharedCache
    | ((env: Env) => SharedCache | undefined | Promise<SharedCache | undefined>)
    | undefined;
  /**
   * On Cloudflare: the one place that decides for all isolates which of them calls Datadog, as a stub of
   * `AccountsCoordinator` from `datadog-llm-accounts/edge/durable`:
   * `(env) => env.COORDINATOR.getByName("accounts")`. It gets no credentials. If it fails or cannot be
   * reached within a second, this isolate goes on alone. If the function returns `undefined`, there is none.
   * @default none
   */
  coordinator?: ((env: Env) => CoordinatorStub | undefined) | undefined;
  /**
   * Called with one record per request. An error it throws or rejects with is ignored; a promise it
   * returns is passed to `ctx.waitUntil`.
   */
  log?: ((record: LogRecord) => unknown) | undefined;
}

/** The outcome of one request, without keys, tokens, headers and the requested path. */
export interface LogRecord {
  /** When the request arrived, in ISO 8601. */
  time: string;
  /** Empty if the request could not be read. */
  method: string;
  /** The requested integration; absent if the path names none that is served. */
  integration?: string;
  /** The status of the response. */
  status: number;
  /** Until the response was ready, in milliseconds. */
  duration: number;
  /**
   * How the response was served; absent if the request was rejected before.
   *
   * - `hit`: a fresh response from the cache
   * - `miss`: this request made a call to Datadog
   * - `shared`: another request's call
   * - `stale`: old accounts, because Datadog fails
   * - `failed`: a failure of the last two seconds
   * - `limited`: an active rate limit
   */
  cache?: "hit" | "miss" | "shared" | "stale" | "failed" | "limited";
  /** The shared tier whose accounts, rate limit or failure were served; absent for stale accounts. */
  store?: "cache" | "coordinator";
  /**
   * What went wrong: `path`, `method`, `unauthorized`, `authorize` (it failed), `keys` (missing, or not
   * readable), a code of `AccountsError`, or `internal`.
   */
  error?: string;
  /**
   * The text of the failure, at most 1000 characters: that of the error `authorize` threw, of a secret
   * store's, of an `AccountsError`. It is never part of a response. `[redacted]` replaces the Datadog
   * keys, the request's credentials, and string bindings whose name ends in `KEY`, `TOKEN`, `SECRET` or
   * `PASSWORD`.
   */
  message?: string;
  /**
   * Why a shared tier could not be used, redacted like `message`: `cache: timed out after 300 ms`. The
   * request was served without it.
   */
  warning?: string;
  /** The call to Datadog, if this request made one. */
  upstream?: {
    /** Requests sent: 1 or 2; 0 if the call failed before it sent one. */
    attempts: number;
    /** The status of the last response; absent if there was none. */
    status?: number;
    /** In milliseconds, of all attempts together. */
    duration: number;
  };
}

/**
 * Creates the function between a page and Datadog, which holds the keys. It serves Datadog's own path
 * under `prefix`, so that the page calls `listAccounts(integration, { baseUrl })`.
 *
 * Concurrent identical requests share one call to Datadog, a response is fresh for `cacheSeconds`, stale
 * accounts (marked: `Cache-Status` with a negative `ttl`) are served while Datadog fails, and a rate limit
 * blocks the calls until its reset. This is kept in memory per handler, site and keys; `cache` and
 * `coordinator` share it among isolates.
 *
 * @typeParam Env The handler's second argument, such as a Worker's bindings.
 * @returns A web-standard handler for Workers, Deno, Bun, Vercel and, with an adapter, Node. It never rejects.
 * @throws {TypeError} for an invalid option.
 *
 * @example
 * export default {
 *   fetch: createHandler({
 *     prefix: "/datadog",
 *     authorize: (request, env) => isKnown(request.headers.get("Authorization"), env),
 *   }),
 * };
 */
export declare function createHandler<Env = Record<string, string>>(
  options: CreateHandlerOptions<Env>,
): (request: Request, env?: Env | object, ctx?: ExecutionContextLike) => Promise<Response>;
