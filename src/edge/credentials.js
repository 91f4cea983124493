import { edgeError } from "./errors.js";
import { describe } from "../redaction.js";
import { withTimeout } from "./timeout.js";

/** The environment's name for each option. */
export const ENV_NAMES = { apiKey: "DD_API_KEY", appKey: "DD_APP_KEY", site: "DD_SITE" };

/** In milliseconds. A page's client ends an attempt after 10 s. */
const READ_TIMEOUT = 5000;

/**
 * Reads the keys and the site for one request: from the options, else from `env`. Only these three
 * properties of `env` are read, because Deno and Bun pass something else in its place.
 *
 * @param {Record<string, string | ((env: unknown) => unknown) | undefined>} options
 * @returns {Promise<{ credentials: object } | { error: object }>} `credentials`: `apiKey`, `appKey`,
 *   `site?`, and `sources`, what to call each of them in a message
 */
export async function readCredentials(options, env) {
  const found = await Promise.all(
    Object.entries(ENV_NAMES).map(([name, envName]) => read(name, options[name], envName, env)),
  );
  const failed = found.filter(({ problem }) => problem !== undefined);
  if (failed.length > 0) return { error: unreadable(failed) };
  const missing = found.filter(({ name, value }) => value === "" && name !== "site");
  if (missing.length > 0) {
    const detail = `Set ${list(missing)}.`;
    const more = { code: "keys", message: detail };
    return { error: edgeError(500, "This function has no Datadog keys", detail, more) };
  }
  const values = found.map(({ name, value }) => [name, value || undefined]);
  const sources = found.map(({ name, source }) => [name, source]);
  return { credentials: { ...Object.fromEntries(values), sources: Object.fromEntries(sources) } };
}

/** One of the three. `value` is trimmed, and empty where nothing is set. */
async function read(name, option, envName, env) {
  const hasOption = typeof option === "function" || trimmed(option) !== "";
  const source = hasOption ? `\`${name}\`` : envName;
  try {
    const given = hasOption ? option : env?.[envName];
    const load = hasOption ? typeof given === "function" && (() => given(env)) : getter(given);
    const value = load ? await withTimeout(load, READ_TIMEOUT) : given;
    if (load && typeof value !== "string") {
      const problem = `must return a string, but returned ${value === null ? null : typeof value}`;
      return { name, source, problem, retryable: false };
    }
    return { name, source, value: trimmed(value) };
  } catch (error) {
    return { name, source, problem: describe(error), retryable: true };
  }
}

/** A binding of Cloudflare's Secrets Store is an object with an async `get()`. */
function getter(binding) {
  const isBinding = typeof binding === "object" && typeof binding?.get === "function";
  return isBinding && (() => binding.get());
}

/** The text of a store's error is for the log alone. */
function unreadable(failed) {
  const title = "This function could not read its Datadog keys";
  const detail = `Reading ${list(failed)} failed. The function's log has the cause.`;
  const message = failed.map(({ source, problem }) => `${source}: ${problem}`).join("; ");
  const retryable = failed.every((it) => it.retryable);
  return edgeError(500, title, detail, { code: "keys", retryable, message });
}

function list(found) {
  const sources = found.map(({ source }) => source);
  return [sources.slice(0, -1).join(", "), sources.at(-1)].filter(Boolean).join(" and ");
}

function trimmed(value) {
  return typeof value === "string" ? value.trim() : "";
}
