/** What keeps a Worker's call going after its asker has left. */
interface ExecutionContextLike {
  waitUntil(promise: Promise<unknown>): void;
}

/** Options of `createHandler`. */
export interface CreateHandlerOptions<Env = unknown> {
  /**
   * Decides who may see the accounts; only `true` lets in. What it throws becomes a 500. It is asked at
   * every request but a preflight, before anything else is looked at.
   *
   * @param env The handler's second argument: a Worker's bindings; in Deno and Bun what their servers pass.
   */
  authorize: (request: Request, env: Env) => boolean | Promise<boolean>;
  /** Datadog API key. @default `env.DD_API_KEY` */
  apiKey?: string | undefined;
  /** Datadog application key. @default `env.DD_APP_KEY` */
  appKey?: string | undefined;
  /** Datadog site, such as `datadoghq.eu`. @default `env.DD_SITE`, or else `datadoghq.com` */
  site?: string | undefined;
  /**
   * The path before Datadog's own, such as `/datadog`, without a slash at its end.
   * @default ""
   */
  prefix?: string | undefined;
  /**
   * Origins whose pages may read the answers (CORS), such as `https://dashboard.example`, compared
   * exactly. The function's own origin needs no mention.
   * @default none
   */
  origins?: readonly string[] | undefined;
  /**
   * The integrations that may be asked for.
   * @default `INTEGRATIONS`
   */
  integrations?: readonly string[] | undefined;
  /**
   * For how many seconds an answer of Datadog's is given again without asking.
   * @default 10
   */
  cacheSeconds?: number | undefined;
  /**
   * Sends the requests to Datadog, as the option of `listAccounts`: through a proxy, a service binding.
   * @default globalThis.fetch, looked up at each call
   */
  fetch?: import("./index.cjs").ListAccountsOptions["fetch"];
  /** Called with one record a request; what it throws or rejects with changes nothing. */
  log?: ((record: LogRecord) => unknown) | undefined;
}

/** What became of one request: never a key, a token, a header or a path as it was sent. */
export interface LogRecord {
  /** When the request came, in ISO 8601. */
  time: string;
  method: string;
  /** The integration that was asked for; absent where the path names none that is allowed. */
  integration?: string;
  /** The status of the answer. */
  status: number;
  /** Until the answer was ready, in milliseconds. */
  duration: number;
  /**
   * How the answer was come by; absent where it was refused before.
   *
   * - `hit`: a fresh answer from before
   * - `miss`: this request made a call to Datadog
   * - `shared`: another request's call
   * - `stale`: an old answer, because Datadog fails
   * - `failed`: a failure of the last seconds
   * - `limited`: a rate limit that holds
   */
  cache?: "hit" | "miss" | "shared" | "stale" | "failed" | "limited";
  /**
   * What went wrong: a refusal (`path`, `method`, `unauthorised`, `keys`, `authorize` for one that
   * threw), a code of `AccountsError`, or `internal`.
   */
  error?: string;
  /** The call to Datadog, where this request made one. */
  upstream?: {
    /** Requests sent: 1, or 2. */
    attempts: number;
    /** The last answer's status; absent when there was none. */
    status?: number;
    /** In milliseconds, both tries together. */
    duration: number;
  };
}

/**
 * Makes the function between a page and Datadog, which keeps the keys: it answers Datadog's own path
 * under `prefix`, so that the page asks it with `listAccounts(integration, { baseUrl })`.
 *
 * Simultaneous equal questions make one call to Datadog, an answer is fresh for `cacheSeconds`, an old
 * one (marked: `Cache-Status` with a negative `ttl`) stands in while Datadog fails, and a rate limit
 * stops the calls until its reset. What is known is kept per handler, site and keys.
 *
 * @returns A web-standard handler for Workers, Deno, Bun, Vercel and, with an adapter, Node. It never rejects.
 * @throws {TypeError} for an option that cannot be used, `authorize` above all.
 *
 * @example
 * export default {
 *   fetch: createHandler({
 *     prefix: "/datadog",
 *     authorize: (request, env) => isKnown(request.headers.get("Authorization"), env),
 *   }),
 * };
 */
export declare function createHandler<Env = unknown>(
  options: CreateHandlerOptions<Env>,
): (request: Request, env?: Env, ctx?: ExecutionContextLike) => Promise<Response>;
