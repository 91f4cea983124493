import { ACCOUNTS, manyAccounts } from "./accounts.js";

// Greedy on purpose: a stray slash makes a strange integration (400), not another path (404).
const ACCOUNTS_PATH = /^\/api\/v2\/llm-obs\/v1\/integrations\/(.+)\/accounts$/;
const SLOW_MS = 3000;
const MIXED = { anthropic: "500", azure_openai: "429", vertex_ai: "403" };

/**
 * A stand-in for Datadog's "list LLM integration accounts", as one web-standard handler: the same
 * file answers in Node, workerd and browsers. It answers at any host.
 *
 * @param {object} [options]
 * @param {string} [options.apiKey] the DD-API-KEY it knows
 * @param {string} [options.appKey] the DD-APPLICATION-KEY it knows
 * @param {string} [options.forbiddenAppKey] a known application key that lacks the permission
 * @param {string} [options.accessToken] the bearer token it accepts instead of both keys
 * @param {number} [options.limit] authorised requests a window
 * @param {number} [options.period] length of a window, in seconds
 * @param {() => number} [options.now] the clock, in milliseconds
 * @param {number} [options.delay] milliseconds before every answer
 * @param {boolean} [options.simulate] obey the header X-Fake-Status (400, 401, 403, 429, 500, html,
 *   slow, empty, many, changed, and mixed, which is another one for each integration) before looking
 *   at the credentials
 * @returns {(request: Request) => Promise<Response>}
 */
export function createFakeDatadog({
  apiKey = "fake-api-key",
  appKey = "fake-app-key",
  forbiddenAppKey = "fake-app-key-without-permission",
  accessToken = "fake-access-token",
  limit = 600,
  period = 60,
  now = Date.now,
  delay = 0,
  simulate = false,
} = {}) {
  const rateLimit = createRateLimit({ limit, period, now });

  function authenticate(headers) {
    const bearer = /^Bearer +(\S+)$/i.exec(headers.get("Authorization") ?? "")?.[1];
    if (bearer !== undefined && bearer === accessToken) return "allowed";
    if (headers.get("DD-API-KEY") !== apiKey) return "unknown";
    const key = headers.get("DD-APPLICATION-KEY");
    if (key === forbiddenAppKey) return "forbidden";
    return key === appKey ? "allowed" : "unknown";
  }

  function answer(request, segment) {
    const caller = authenticate(request.headers);
    if (caller === "unknown") return unauthorized();
    if (caller === "forbidden") return forbidden();

    const usage = rateLimit.count();
    const integration = decodeSegment(segment);
    if (integration === undefined || !Object.hasOwn(ACCOUNTS, integration)) {
      return badRequest(integration ?? segment, usage.headers);
    }
    if (usage.exceeded) return tooManyRequests(limit, period, usage.headers);
    return json(200, ACCOUNTS[integration], usage.headers);
  }

  function simulated(status, integration) {
    switch (status) {
      case "mixed":
        return simulated(MIXED[integration], integration);
      case "many":
        return json(200, manyAccounts(integration), rateLimit.count().headers);
      case "changed":
        return json(200, { data: ACCOUNTS[integration] ?? [] }, rateLimit.count().headers);
      case "400":
        return badRequest("simulated", rateLimit.count().headers);
      case "401":
        return unauthorized();
      case "403":
        return forbidden();
      case "429":
        return tooManyRequests(limit, period, {
          ...rateLimit.count().headers,
          "X-RateLimit-Remaining": "0",
        });
      case "500":
        return plainError(500, "Internal Server Error");
      case "html":
        return new Response("<html><body><h1>502 Bad Gateway</h1></body></html>\n", {
          status: 502,
          headers: { "Content-Type": "text/html" },
        });
      case "empty":
        return json(200, [], rateLimit.count().headers);
    }
  }

  return async function fakeDatadog(request) {
    const segment = ACCOUNTS_PATH.exec(new URL(request.url).pathname)?.[1];
    const simulation = simulate ? request.headers.get("X-Fake-Status") : null;
    await sleep(delay + (simulation === "slow" ? SLOW_MS : 0), request.signal);

    if (segment === undefined) return plainError(404, "Not Found");
    if (request.method !== "GET") return plainError(405, "Method Not Allowed", { Allow: "GET" });
    return simulated(simulation, decodeSegment(segment)) ?? answer(request, segment);
  };
}

/** A window opens at its first request, not on the clock: no test straddles two. */
function createRateLimit({ limit, period, now }) {
  let opened = Number.NEGATIVE_INFINITY;
  let used = 0;

  return {
    count() {
      const time = now();
      if (time >= opened + period * 1000) {
        opened = time;
        used = 0;
      }
      used += 1;
      return {
        exceeded: used > limit,
        headers: {
          "X-RateLimit-Limit": String(limit),
          "X-RateLimit-Period": String(period),
          "X-RateLimit-Remaining": String(Math.max(0, limit - used)),
          "X-RateLimit-Reset": String(Math.ceil((opened + period * 1000 - time) / 1000)),
          "X-RateLimit-Name": "llm_observability_integrations",
        },
      };
    },
  };
}

function unauthorized() {
  return jsonApiError(401, "Unauthorized", "Missing or invalid credentials", {
    header: "Authorization",
  });
}

function forbidden() {
  return jsonApiError(403, "Forbidden", "Missing required permission: llm_observability_read", {
    header: "DD-APPLICATION-KEY",
  });
}

function badRequest(integration, headers) {
  const detail = `Unknown integration ${JSON.stringify(integration)}`;
  return jsonApiError(400, "Bad Request", detail, { parameter: "integration" }, headers);
}

function tooManyRequests(limit, period, headers) {
  const text = `Rate limit of ${limit} requests in ${period} seconds reached. Please try again later.`;
  return plainError(429, text, headers);
}

function jsonApiError(status, title, detail, source, headers) {
  const error = { detail, meta: {}, source, status: String(status), title };
  return json(status, { errors: [error] }, headers);
}

function plainError(status, text, headers) {
  return json(status, { errors: [text] }, headers);
}

function json(status, body, headers = {}) {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json", ...headers },
  });
}

/** @returns {string | undefined} undefined when the percent-encoding is malformed */
function decodeSegment(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Ends early when the caller leaves: a long delay must not keep a finished test's process alive. */
function sleep(ms, signal) {
  if (ms <= 0 || signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener("abort", finish);
  });
}
