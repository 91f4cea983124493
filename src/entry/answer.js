import { attempt } from "./attempt.js";
import { MAX_TEXT } from "./secrets.js";

// What is asked of an answer, which can be anything: a replaced `fetch` returns what it likes.

/** The status of what really is a response, 0 for a redirect that a browser hides; -1 otherwise. */
export function statusOf(answer) {
  const status = attempt(() => answer.status);
  if (typeof status === "number" && status >= 200 && status < 1000) return status | 0;
  return status === 0 && attempt(() => answer.type) === "opaqueredirect" ? 0 : -1;
}

/** The headers that the core reads (src/rate_limit.rs, src/retry.rs), and how many of them at most. */
const TOLD = /^(x-ratelimit-(limit|period|remaining|reset|name)|retry-after|x-should-retry)$/;
const MAX_TOLD = 20;

/**
 * Its headers; none where there are none that can be read.
 *
 * @returns `lines`: what the core reads, lower-case names and values, a line each. They are as they came, since a
 *   caller's header may be as short as "7"; the one that is shown has no secret in it.
 *   `retryAfter`: the date in that header, in Unix milliseconds, or NaN.
 *   `shown`: all of them without secrets, as a plain object, a new one each time.
 */
export function readHead(answer, secrets) {
  const fields =
    attempt(() =>
      [...answer.headers]
        .filter(Array.isArray)
        .map(([name, value]) => [String(name), String(value)]),
    ) ?? [];
  // Nothing else of them goes into WebAssembly, whose memory a header could fill.
  const told = fields
    .map(([name, value]) => [name.toLowerCase(), value])
    .filter(([name]) => TOLD.test(name))
    .slice(0, MAX_TOLD)
    .map(([name, value]) => {
      const line = value.replaceAll("\n", " ");
      const isShown = name === "x-ratelimit-name";
      return [name, isShown ? secrets.redact(line, MAX_TEXT) : line.slice(0, MAX_TEXT)];
    });
  return {
    lines: told.map((field) => field.join("\n")).join("\n"),
    retryAfter: Date.parse(told.find(([name]) => name === "retry-after")?.[1]),
    get shown() {
      return (
        attempt(() =>
          Object.fromEntries(
            fields.map(([name, value]) => [
              secrets.redact(name).toLowerCase(),
              secrets.redact(value),
            ]),
          ),
        ) ?? {}
      );
    },
  };
}

/** The code of the first character of a text that is no white space; 0 where there is none. */
export function firstOf(text) {
  return (typeof text === "string" && text.trimStart().charCodeAt(0)) || 0;
}

/** What a value of JSON is, as `Kind` in src/model.rs counts. */
export function kindOf(value) {
  const type = typeof value;
  if (type === "string") return 2;
  if (value === null) return 1;
  if (type === "object") return Array.isArray(value) ? 3 : OBJECT;
  return { undefined: 0, boolean: 5 }[type] ?? 6;
}

export const OBJECT = 4;
