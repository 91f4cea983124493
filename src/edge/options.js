import { ENV_NAMES } from "./credentials.js";
import { openCache, isCache, isZoneCache, ZONE_CACHE } from "./open-cache.js";
import { originProblem } from "./origins.js";

/**
 * Validates the options of `createHandler` when the function starts, rather than at a request.
 *
 * @param {readonly string[]} defaultIntegrations
 * @throws {TypeError} for an invalid option
 */
export function readOptions(options, defaultIntegrations) {
  const {
    authorize,
    prefix = "",
    origins = [],
    integrations = defaultIntegrations,
    cacheSeconds = 10,
    fetch,
    cache,
    coordinator,
    log,
  } = options ?? {};

  check(
    typeof authorize === "function",
    "`authorize` must be a function that returns true for a request that may read the accounts",
  );
  for (const name of Object.keys(ENV_NAMES)) {
    check(
      isOptional(options[name], "string") || typeof options[name] === "function",
      `\`${name}\` must be a string, or a function of \`env\` that returns one`,
    );
  }
  check(
    typeof prefix === "string" && isPath(prefix),
    '`prefix` must be a path such as "/datadog", without a trailing slash',
  );
  check(Array.isArray(origins), '`origins` must be an array such as ["https://dashboard.example"]');
  for (const origin of origins) {
    const problem = originProblem(origin);
    check(problem === undefined, `\`origins\` ${problem}`);
  }
  check(
    Array.isArray(integrations) && integrations.every(isPlainSegment),
    '`integrations` must be an array of names such as "openai"',
  );
  check(
    Number.isFinite(cacheSeconds) && cacheSeconds >= 0,
    "`cacheSeconds` must be a non-negative number of seconds",
  );
  check(
    isOptional(fetch, "function") || typeof fetch?.fetch === "function",
    "`fetch` must be a function or an object with a fetch method",
  );
  check(
    isOptional(cache, "function") || isCache(cache),
    "`cache` must be a Cache, or a function of `env` that returns one",
  );
  check(!isZoneCache(cache), `\`cache\` must not be caches.default: ${ZONE_CACHE}`);
  check(
    isOptional(coordinator, "function"),
    "`coordinator` must be a function of `env` that returns a Durable Object stub",
  );
  check(isOptional(log, "function"), "`log` must be a function");

  const { apiKey, appKey, site } = options;
  return {
    authorize,
    keys: { apiKey, appKey, site },
    prefix,
    origins: new Set(origins),
    integrations: new Set(integrations),
    cacheMs: cacheSeconds * 1000,
    fetch,
    openCache: cache && ((env) => openCache(cache, env)),
    coordinator,
    log,
  };
}

function check(valid, message) {
  if (!valid) throw new TypeError(`createHandler: ${message}`);
}

function isOptional(value, type) {
  return value === undefined || typeof value === type;
}

/** As a URL serializes it, so that it can be compared with a request's path without decoding. */
function isPath(text) {
  if (text === "") return true;
  try {
    return !text.endsWith("/") && new URL(text, "https://host.invalid").pathname === text;
  } catch {
    return false;
  }
}

/** A name that no URL encodes or collapses. */
function isPlainSegment(text) {
  return typeof text === "string" && /^[\w-][\w.-]*$/.test(text);
}
