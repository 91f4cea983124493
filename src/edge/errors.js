import { describe } from "../redaction.js";

/**
 * An error response, in Datadog's own format, so that `listAccounts` in the page understands it.
 *
 * @param {object} more
 * @param {string} more.code its name in the log
 * @param {boolean} [more.retryable] whether the same request may succeed without a change of anything
 * @param {string} [more.message] the cause, for the log alone; it may hold secrets
 */
export function edgeError(status, title, detail, { code, retryable = false, message }) {
  return { status, code, retryable, message, errors: [{ status: `${status}`, title, detail }] };
}

export function internalError(code, thrown) {
  const detail = "The function failed. Its log has the cause.";
  const more = { code, retryable: true, message: describe(thrown) };
  return edgeError(500, "Internal Server Error", detail, more);
}

/**
 * The response to a page after a failed call to Datadog, without keys and error texts of the runtime.
 *
 * @param {unknown} error what `listAccounts` rejected with
 * @param {{ apiKey: string, appKey: string, site: string }} sources where each was set
 */
export function upstreamError(error, sources) {
  const more = (retryable) => ({ code: error.code, retryable, message: error.message });
  switch (error?.code) {
    case "http":
      return httpError(error, sources, more);
    case "network": {
      const detail = "The connection to Datadog failed.";
      return edgeError(502, "Datadog could not be reached", detail, more(true));
    }
    case "timeout": {
      const detail = "The request to Datadog timed out.";
      return edgeError(504, "Datadog did not respond", detail, more(true));
    }
    case "decode": {
      const detail = `Datadog's response is not the documented list of accounts (at ${error.path}).`;
      return edgeError(502, "Unexpected response from Datadog", detail, more(false));
    }
    case "invalid_argument": {
      const detail = invalidCredential(error.argument, sources);
      return edgeError(500, "This function is not configured correctly", detail, more(false));
    }
    default:
      return internalError(error?.code === "load" ? "load" : "internal", error);
  }
}

function invalidCredential(argument, sources) {
  if (argument === "site") {
    return `${sources.site} must be a Datadog site as a bare host such as "datadoghq.eu", not a URL.`;
  }
  const source = sources[argument];
  if (source) return `${source} must be a valid HTTP header value.`;
  return `Check ${sources.apiKey}, ${sources.appKey} and ${sources.site}.`;
}

function httpError(error, sources, more) {
  const { status, errors } = error;
  const text = errors
    .map(({ title, detail }) => [title, detail].filter(Boolean).join(": "))
    .filter(Boolean)
    .join("; ")
    .replace(/\.$/, "");
  const quoted = `Datadog responded with ${status}${text && `: ${text}`}.`;

  if (status === 400 || status === 429) {
    const title = status === 400 ? "Bad Request" : "Too Many Requests";
    const own = edgeError(status, title, "Datadog gave no details.", more(status === 429));
    if (!text) return own;
    const passedOn = errors.map(({ title, detail }) => ({ status: `${status}`, title, detail }));
    return { ...own, errors: passedOn };
  }
  if (status === 401 || status === 403) {
    const { apiKey, appKey, site } = sources;
    const advice = `Check ${apiKey}, ${appKey} and ${site}, and the application key's permissions.`;
    const detail = `${quoted} ${advice}`;
    return edgeError(502, "Datadog rejected this function's keys", detail, more(false));
  }
  if (status < 400) {
    const detail = `Redirects are not followed. Check ${sources.site}.`;
    return edgeError(502, "Datadog responded with a redirect", detail, more(false));
  }
  if (status < 500 && status !== 408) {
    return edgeError(502, "Datadog rejected the request", quoted, more(false));
  }
  return edgeError(502, "Datadog failed", quoted, more(!forbidsRetry(error)));
}

/** Whether the response says that a retry is pointless (`x-should-retry: false`). */
function forbidsRetry(error) {
  return error.headers["x-should-retry"]?.trim().toLowerCase() === "false";
}
