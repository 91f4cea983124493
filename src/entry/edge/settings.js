import { INTEGRATIONS } from "../names.js";

/** By option, the environment's name for it. */
export const SECRETS = { apiKey: "DD_API_KEY", appKey: "DD_APP_KEY", site: "DD_SITE" };

/**
 * The options of `createHandler`, checked: a mistake in them shows when the function starts, not at
 * some request.
 */
export function readSettings(options) {
  const {
    authorize,
    prefix = "",
    origins = [],
    integrations = INTEGRATIONS,
    cacheSeconds = 10,
    fetch,
    log,
  } = options ?? {};
  const check = (right, problem) => {
    if (!right) throw new TypeError(`createHandler: ${problem}`);
  };
  const optional = (value, type) => value === undefined || typeof value === type;

  check(
    typeof authorize === "function",
    "`authorize` is missing: a function that returns true for a request that may see the accounts",
  );
  for (const name of Object.keys(SECRETS)) {
    check(optional(options[name], "string"), `\`${name}\` is no string`);
  }
  check(
    typeof prefix === "string" && isPath(prefix),
    '`prefix` is no path such as "/datadog", without a slash at its end',
  );
  check(
    Array.isArray(origins) && origins.every(isOrigin),
    '`origins` is no list of origins such as "https://dashboard.example"',
  );
  check(
    Array.isArray(integrations) && integrations.every(isPlainSegment),
    "`integrations` is no list of names",
  );
  check(
    Number.isFinite(cacheSeconds) && cacheSeconds >= 0,
    "`cacheSeconds` is no number of seconds",
  );
  check(
    optional(fetch, "function") || typeof fetch?.fetch === "function",
    "`fetch` is neither a function nor an object with a fetch method",
  );
  check(optional(log, "function"), "`log` is no function");

  const { apiKey, appKey, site } = options;
  return {
    authorize,
    keys: { apiKey, appKey, site },
    prefix,
    origins: new Set(origins),
    integrations: new Set(integrations),
    cacheMs: cacheSeconds * 1000,
    fetch,
    log,
  };
}

/**
 * The keys and the site: the options' own, else the environment's. Only texts of these three names
 * are taken from it, because in its place Deno and Bun pass something else.
 *
 * @returns `missing` names the keys that are in neither.
 */
export function readKeys(given, env) {
  const found = {};
  for (const [name, secret] of Object.entries(SECRETS)) {
    found[name] = trimmed(given[name]) || trimmed(env?.[secret]) || undefined;
  }
  const missing = ["apiKey", "appKey"].filter((name) => !found[name]);
  return { keys: found, missing: missing.map((name) => SECRETS[name]) };
}

function trimmed(value) {
  return typeof value === "string" ? value.trim() : "";
}

/** As a URL keeps it, so that it can be compared with a request's path as it is. */
function isPath(text) {
  return text === "" || (!text.endsWith("/") && parse(text)?.pathname === text);
}

function isOrigin(text) {
  return typeof text === "string" && parse(text)?.origin === text;
}

function parse(text) {
  try {
    return new URL(text, "https://host.invalid");
  } catch {
    return undefined;
  }
}

/** A name that no URL encodes or collapses. */
function isPlainSegment(text) {
  return typeof text === "string" && /^[\w-][\w.-]*$/.test(text);
}
