import { Failure, refusal } from "./failure.js";

/**
 * The core (src/js.rs), as a call asks it. What goes in and comes out lies in lists, each in its place: a name would
 * be decoded at every call. Every place is there from the start, whatever a program has done to all lists.
 *
 * @param glue The exports of an instance.
 * @param host What that instance was given to ask.
 */
export function coreOf(glue, host) {
  return {
    /** What to send, and as whom; or a `Failure`. */
    request(given) {
      const places = [
        given.integration,
        given.apiKey,
        given.appKey,
        given.accessToken,
        given.site,
        given.baseUrl,
        given.host,
        given.headers,
        given.isPlain,
        given.timeout,
        given.attemptTimeout,
        given.maxRetries,
        given.inBrowser,
        given.dangerouslyAllowBrowser,
      ];
      if (host.withPlaces(places, glue.request)) return refusal(places[1], places[0]);
      return {
        url: places[0],
        host: places[1],
        lines: places[2],
        secrets: places[3],
        asker: places[4],
      };
    },

    /** What the headers say of the rate limit; `undefined` where they say nothing. */
    rateLimit(head, now) {
      const places = [undefined, undefined, undefined, undefined, undefined, head, now / 1000];
      if (!host.withPlaces(places, glue.rateLimit)) return undefined;
      const names = ["limit", "period", "remaining", "reset", "name"];
      const fields = names.map((name, place) => [name, places[place]]);
      return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
    },

    /** What is said of a failed try, which time passed if one did, and how long to wait if another one may help. */
    judge(given, request, tried) {
      const { status, said } = tried;
      let how = status < 0 ? 2 : 3;
      if (status === undefined) how = said === undefined ? 0 : 1;
      const places = [
        undefined,
        undefined,
        undefined,
        how,
        status,
        tried.reset,
        tried.now,
        tried.retryAfter,
        request.asker,
        given.inBrowser,
        given.timeout,
        given.attemptTimeout,
        given.maxRetries,
        tried.attempt,
        tried.leftBefore,
        tried.left,
        tried.random,
        request.host,
        String(given.timeout),
        String(given.attemptTimeout),
        tried.head,
        said,
      ];
      host.withPlaces(places, glue.judge);
      return { message: places[0], timeout: places[1], wait: places[2] };
    },

    /** A `Failure` where the answer is not as documented. */
    check(answer, first) {
      const places = ["", "", "", ""];
      host.hold(answer);
      const isRefused = host.withPlaces(places, () => glue.check(first));
      host.hold();
      if (!isRefused) return undefined;
      const [message, path, expected, found] = places;
      return new Failure({ code: "decode", message, path, expected, found });
    },
  };
}
