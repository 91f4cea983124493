const EXPOSED_HEADERS = [
  "Age",
  "Cache-Status",
  "ETag",
  "Retry-After",
  "Server-Timing",
  "X-RateLimit-Limit",
  "X-RateLimit-Name",
  "X-RateLimit-Period",
  "X-RateLimit-Remaining",
  "X-RateLimit-Reset",
  "X-Should-Retry",
].join(", ");

const MAX_REQUESTED_LENGTH = 2048;
const HEADER_NAME = /^[\w!#$%&'+.^`|~-]+$/; // a token, but no `*`: it would allow all

/**
 * The headers that let a page of an allowed origin read the response. Other origins are not rejected
 * here: any client but a browser can send any origin, so only `authorize` protects the accounts.
 * There is no `Access-Control-Allow-Credentials`: a page of another origin sends a token, not cookies.
 *
 * @param {{ method: string, origin: string } | undefined} incoming `undefined` for an unreadable request
 * @param {Set<string>} origins
 */
export function corsHeaders(incoming, origins) {
  if (origins.size === 0) return {};
  const preflight = incoming?.method === "OPTIONS";
  return {
    Vary: preflight ? "Origin, Access-Control-Request-Headers" : "Origin",
    ...(origins.has(incoming?.origin) && {
      "Access-Control-Allow-Origin": incoming.origin,
      "Access-Control-Expose-Headers": EXPOSED_HEADERS,
      // Without it the page's Performance API, and so its RUM, sees neither timings nor Server-Timing.
      "Timing-Allow-Origin": incoming.origin,
    }),
  };
}

/** A preflight carries no credentials, so `authorize` is not called for it. */
export function preflightHeaders({ origin, requestedHeaders }, origins) {
  if (!origins.has(origin)) return {};
  return {
    "Access-Control-Allow-Headers": allowedHeaders(requestedHeaders),
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Max-Age": "7200", // Chromium's maximum
  };
}

/** Tracing adds headers of its own (`traceparent`, `x-datadog-*`). None of them is sent to Datadog. */
function allowedHeaders(requested) {
  const names = requested.split(",").map((name) => name.trim());
  const valid =
    requested.length <= MAX_REQUESTED_LENGTH && names.every((it) => HEADER_NAME.test(it));
  const others = names.filter((name) => name.toLowerCase() !== "authorization");
  // Named even when not requested: `*` would not include it.
  return ["Authorization", ...(valid ? others : [])].join(", ");
}
