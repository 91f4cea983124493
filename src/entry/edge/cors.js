const EXPOSED = [
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

/**
 * The headers that let a page of an allowed origin read the answer. Another origin's page gets none,
 * and is not refused here: whoever is not a browser sends any origin it likes, so that only
 * `authorize` protects. Cookies are not allowed for: the page sends its token.
 */
export function corsHeaders(request, origins) {
  if (origins.size === 0) return {};
  const origin = request.headers.get("Origin");
  const allowed = {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Expose-Headers": EXPOSED,
  };
  return { Vary: "Origin", ...(origins.has(origin) && allowed) };
}

/** What a preflight asks for. It carries no token, so `authorize` is not asked. */
export function preflightHeaders(request, origins) {
  if (!origins.has(request.headers.get("Origin"))) return {};
  return {
    "Access-Control-Allow-Headers": "Authorization",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Max-Age": "7200", // the longest that Chromium takes
  };
}
