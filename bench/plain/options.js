/** Options -> a request that may be sent, and how it is sent. */
import { inBrowser } from "../../src/entry/in-browser.js";
import { baseUrl, site } from "./address.js";
import { credentials, ownHeaders } from "./credentials.js";
import { attempt, isObject, refuse, text } from "./argument.js";
import { createSecrets } from "./secrets.js";

export function readOptions(integration, options = {}) {
  const name = text("integration", integration);
  if (name === undefined) throw refuse("integration", "`integration` is missing");
  if (!isObject(options)) throw refuse("options", "`options` is no object");
  const read = (argument) => option(options, argument);

  const isPage = inBrowser();
  const keys = {};
  for (const key of ["apiKey", "appKey", "accessToken"]) keys[key] = text(key, read(key));
  const givenSite = text("site", read("site"));
  const base = baseUrl(read("baseUrl"));
  const more = ownHeaders(read("headers"));
  const timeout = time("timeout", read("timeout"), 30_000);
  const attemptTimeout = time("attemptTimeout", read("attemptTimeout"), 10_000);
  const maxRetries = retries(read("maxRetries"));
  const allowed = flag("dangerouslyAllowBrowser", read("dangerouslyAllowBrowser"));

  const segment = pathSegment(name);
  const { asker, headers, secrets } = credentials(keys, {
    optional: base !== undefined,
    refused: isPage && !allowed,
    names: () => attempt(() => Object.keys(options)) ?? [],
  });
  for (const [header, value] of more) {
    secrets.push(value);
    headers.append(header, value);
  }
  const { url, host } = base?.resolve(secrets.length > 0) ?? site(givenSite);
  return {
    url: `${url}/api/v2/llm-obs/v1/integrations/${segment}/accounts`,
    host,
    asker,
    headers,
    secrets: createSecrets(secrets),
    timeout,
    attemptTimeout,
    maxRetries,
    inBrowser: isPage,
    onResponse: callback(read("onResponse")),
    fetch: fetcher(read("fetch")),
    signal: signalOf(read("signal")),
  };
}

function option(options, argument) {
  try {
    return options[argument];
  } catch {
    throw refuse(argument, `reading \`${argument}\` threw`);
  }
}

function number(argument, value) {
  if (typeof value !== "number") throw refuse(argument, `\`${argument}\` is no number`);
  return value;
}

function time(argument, value, otherwise) {
  if (value === undefined) return otherwise;
  if (number(argument, value) > 0) return value;
  throw refuse(argument, `\`${argument}\` is no time in milliseconds above 0`);
}

function retries(value) {
  if (value === undefined) return 2;
  if (Number.isInteger(number("maxRetries", value)) && value >= 0 && value <= 10) return value;
  throw refuse("maxRetries", "`maxRetries` is no whole number from 0 to 10");
}

/** Not any truthy value: from a configuration, the text "false" would be one. */
function flag(argument, value) {
  if (value === undefined || typeof value === "boolean") return value ?? false;
  throw refuse(argument, `\`${argument}\` is no boolean`);
}

/** `.` and `..` are refused because URL parsing collapses them even when they are encoded. */
function pathSegment(name) {
  if (name === "") throw refuse("integration", "`integration` is empty");
  if (name === "." || name === "..") {
    throw refuse("integration", "`integration` cannot be `.` or `..`");
  }
  return encodeURIComponent(name);
}

function callback(value) {
  if (value === undefined || typeof value === "function") return value;
  throw refuse("onResponse", "`onResponse` is no function");
}

function fetcher(value) {
  if (value === undefined) return (url, init) => globalThis.fetch(url, init);
  // Called without a `this`, which a service binding has and a function does not.
  if (typeof value === "function") return (url, init) => value(url, init);
  if (isObject(value) && typeof attempt(() => value.fetch) === "function") {
    return (url, init) => value.fetch(url, init);
  }
  throw refuse("fetch", "`fetch` is neither a function nor an object with a `fetch` method");
}

function signalOf(value) {
  if (value === undefined) return undefined;
  const isSignal =
    isObject(value) &&
    typeof attempt(() => value.aborted) === "boolean" &&
    typeof attempt(() => value.addEventListener) === "function";
  if (!isSignal) throw refuse("signal", "`signal` is no AbortSignal");
  return value;
}
