import { attempt } from "./attempt.js";
import { AccountsError } from "./error.js";
import { inBrowser } from "./in-browser.js";

// JavaScript's part of the check of the options: what kind of value each is. What it means is checked in
// Rust (src/options.rs).

const KINDS = {
  apiKey: "string",
  appKey: "string",
  accessToken: "string",
  site: "string",
  timeout: "number",
  attemptTimeout: "number",
  maxRetries: "number",
  dangerouslyAllowBrowser: "boolean",
};

/** Those of src/retry.rs: a call may be over before it is in Rust. Times are in milliseconds. */
const DEFAULTS = { __proto__: null, timeout: 30_000, attemptTimeout: 10_000, maxRetries: 2 };

/**
 * The options as plain values, read once each: getters may throw, and give something else the next time.
 *
 * @returns An object whose fields are of the right kinds or `undefined`.
 * @throws {AccountsError} `invalid_argument`, where one is not.
 */
export function readOptions(integration, options = {}) {
  if (integration === undefined) refuse("integration", "`integration` is missing");
  check("integration", integration, "string");
  if (Object(options) !== options) refuse("options", "`options` is no object");

  const read = (name) => {
    try {
      return options[name];
    } catch {
      return refuse(name, `reading \`${name}\` threw`);
    }
  };
  // Whatever a program has done to all objects, nothing is inherited.
  const given = { __proto__: null, integration };
  for (const [name, kind] of Object.entries(KINDS)) {
    const value = read(name);
    if (value !== undefined) check(name, value, kind);
    // White space comes along when a value is pasted.
    given[name] = kind === "string" ? value?.trim() : (value ?? DEFAULTS[name]);
  }
  given.inBrowser = inBrowser();
  Object.assign(given, readBaseUrl(read("baseUrl")));
  given.headers = readHeaders(read("headers"));
  given.fetch = readFetch(read("fetch"));
  given.signal = readSignal(read("signal"));
  given.onResponse = read("onResponse");
  if (given.onResponse !== undefined) check("onResponse", given.onResponse, "function");
  return given;
}

export function refuse(argument, message) {
  throw new AccountsError({ code: "invalid_argument", argument, message });
}

function check(argument, value, kind) {
  if (typeof value !== kind) refuse(argument, `\`${argument}\` is no ${kind}`);
  // In UTF-8 it would become another character.
  if (kind === "string" && /\p{Surrogate}/u.test(value))
    refuse(argument, `\`${argument}\` holds half a character`);
}

/** The address of a `URL` or a `location`; programs that stand in for a page have odd ones. */
function hrefOf(object, name) {
  // Where there is no `location`, nothing is thrown: an error's stack would cost a fifth of a call.
  const href = attempt(() => (name ? object[name] : object)?.href);
  return typeof href === "string" ? href : undefined;
}

/** The URL without the slashes at its end, its host, and whether it is http: to another origin than the page's. */
function readBaseUrl(value) {
  if (value === undefined) return undefined;
  const page = hrefOf(globalThis, "location");
  const text = typeof value === "string" ? value : hrefOf(value);
  if (text === undefined) refuse("baseUrl", "`baseUrl` is neither a string nor a URL");
  if (text === "") refuse("baseUrl", "`baseUrl` is empty");
  check("baseUrl", text, "string");
  const href = hrefOf(attempt(() => new URL(text, page)) ?? attempt(() => new URL(text)));
  if (href === undefined) {
    refuse(
      "baseUrl",
      page === undefined
        ? "`baseUrl` is no absolute URL: only in a page can it be relative"
        : "`baseUrl` is no URL",
    );
  }
  // No regular expression: near the end of the caller's stack V8 ends the process where it compiles one.
  const scheme = ["https://", "http://"].find((it) => href.startsWith(it)) ?? "";
  const slash = href.indexOf("/", scheme.length);
  const [host, path] = [href.slice(scheme.length, slash), href.slice(slash)];
  if (!scheme || slash < 0) refuse("baseUrl", "`baseUrl` is neither https: nor http:");
  if (host.includes("@")) refuse("baseUrl", "`baseUrl` holds a user name or password");
  if (path.includes("?") || path.includes("#")) {
    refuse("baseUrl", "`baseUrl` has a query or a fragment");
  }
  const origin = scheme + host;
  let baseUrl = origin + path;
  while (baseUrl.endsWith("/")) baseUrl = baseUrl.slice(0, -1);
  return { baseUrl, host, isPlain: scheme === "http://" && !page?.startsWith(`${origin}/`) };
}

/** What `fetch` takes, but each value a string: names and values in turn, a NUL between each two. */
function readHeaders(value) {
  const texts = [];
  const isRead = attempt(() => {
    if (typeof value !== "object") return false;
    for (const pair of Symbol.iterator in value ? value : Object.entries(value)) {
      // Looked at one by one: a list can be longer than any memory.
      if (!Array.isArray(pair) || pair.length !== 2) return false;
      const [name, text] = [pair[0], pair[1]];
      if (typeof name !== "string" || typeof text !== "string") return false;
      // No header can hold a NUL, nor what is put in its place.
      texts.push(...[name, text].map((it) => it.replaceAll("\0", "\x01")));
    }
    return true;
  });
  if (value !== undefined && !isRead) {
    refuse("headers", "`headers` is no Headers, no object and no list of pairs of strings");
  }
  return texts.join("\0");
}

function readFetch(value) {
  // Looked up at each call: programs replace it.
  const fetch = value === undefined ? globalThis : value;
  const can = typeof fetch === "function" || attempt(() => typeof fetch.fetch) === "function";
  if (!can) {
    refuse(
      "fetch",
      value === undefined
        ? "`fetch` is missing: this runtime has none of its own"
        : "`fetch` is neither a function nor an object with a `fetch` method",
    );
  }
  return fetch;
}

function readSignal(value) {
  if (value === undefined) return undefined;
  const isSignal = attempt(
    () => typeof value.aborted === "boolean" && typeof value.addEventListener === "function",
  );
  if (!isSignal) refuse("signal", "`signal` is no AbortSignal");
  return value;
}
