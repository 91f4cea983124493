/**
 * What the handler uses of a request, read once: the getters of a wrapped request may throw.
 *
 * @returns {{ method: string, pathname: string, origin: string, requestedHeaders: string,
 *   ifNoneMatch: string }} an absent header is the empty string
 * @throws whatever the request throws
 */
export function readRequest(request) {
  const { headers, method, url } = request;
  const header = (name) => headers.get(name) ?? "";
  return {
    method,
    // A server that hands on its own request gives a path alone.
    pathname: new URL(url, "http://host.invalid").pathname,
    origin: header("Origin"),
    requestedHeaders: header("Access-Control-Request-Headers"),
    ifNoneMatch: header("If-None-Match"),
  };
}

/**
 * The platform's `waitUntil`: workerd cancels what a request started once its client disconnects.
 * Vercel passes its context as the second argument.
 *
 * @returns {(promise: Promise<unknown>) => void} does nothing without one, and never throws
 */
export function keeperOf(...contexts) {
  return (promise) => {
    for (const context of contexts) {
      try {
        if (typeof context?.waitUntil !== "function") continue;
        Promise.resolve(context.waitUntil(promise)).catch(() => {});
        return;
      } catch {
        // A detached `waitUntil` ("Illegal invocation"), or a Proxy: the call still runs.
      }
    }
  };
}
