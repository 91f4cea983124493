import { attempt } from "./attempt.js";

// What is asked of an answer, which can be anything: a replaced `fetch` returns what it likes.

/** The status of what really is a response, 0 for a redirect that a browser hides; -1 otherwise. */
export function statusOf(answer) {
  const status = attempt(() => answer.status);
  if (typeof status === "number" && status >= 200 && status < 1000) return status;
  return status === 0 && attempt(() => answer.type) === "opaqueredirect" ? 0 : -1;
}

/**
 * Its headers, by lower-case name; none where there are none that can be read.
 *
 * @returns `get`: the value as it came, for our own use, since a caller's header may be as short as "7";
 *   `shown`: all of them without secrets, as a plain object, a new one each time.
 */
export function readHead(answer, secrets) {
  const fields =
    attempt(() =>
      [...answer.headers]
        .filter(Array.isArray)
        .map(([name, value]) => [String(name), String(value)]),
    ) ?? [];
  return {
    get: (name) => fields.find(([other]) => other.toLowerCase() === name)?.[1],
    get shown() {
      return Object.fromEntries(
        fields.map(([name, value]) => [secrets.redact(name).toLowerCase(), secrets.redact(value)]),
      );
    },
  };
}

/** The first character of a text that is no white space. */
export function firstOf(text) {
  return typeof text === "string" ? text.trimStart()[0] : undefined;
}

/** What a value of JSON is, as `Kind` in src/model.rs counts. */
export function kindOf(value) {
  const type = typeof value;
  if (type === "string") return 2;
  if (value === null) return 1;
  if (type === "object") return Array.isArray(value) ? 3 : 4;
  return { undefined: 0, boolean: 5 }[type] ?? 6;
}

/** What an object's fields are, three bits each from the lowest on. */
export function kindsOf(object, names) {
  let kinds = 0;
  for (let i = 0; i < names.length; i++) kinds |= kindOf(object[names[i]]) << (3 * i);
  return kinds;
}
