import { AccountsError } from "../error.js";
import { SECRETS } from "./settings.js";

/**
 * An answer that is an error, in Datadog's own style, so that `listAccounts` in the page reads it.
 *
 * @param code what the log calls it
 * @param {boolean} [passing] whether the same question may succeed without anyone changing something
 */
export function problem(status, title, detail, code, passing = false) {
  return { status, code, passing, errors: [{ status: `${status}`, title, detail }] };
}

/** What went wrong upstream, in words that hold neither a key nor the runtime's own error text. */
export function explain(error) {
  if (!(error instanceof AccountsError)) return internal("internal");
  switch (error.code) {
    case "http":
      return explainHttp(error);
    case "network":
      return problem(
        502,
        "Datadog could not be reached",
        "The connection to Datadog failed.",
        "network",
        true,
      );
    case "timeout":
      return problem(504, "Datadog did not answer", "Datadog took too long.", "timeout", true);
    case "decode": {
      const detail = `Datadog's answer is not the list of accounts it documents (at ${error.path}).`;
      return problem(502, "Datadog's answer could not be read", detail, "decode");
    }
    case "invalid_argument": {
      const secret = SECRETS[error.argument] ?? Object.values(SECRETS).join(", ");
      const hint = error.argument === "site" ? " The site is a bare host, as datadoghq.eu." : "";
      const detail = `What is set as ${secret} cannot be used.${hint}`;
      return problem(500, "This function is not set up correctly", detail, "invalid_argument");
    }
    default:
      return internal(error.code);
  }
}

export function internal(code) {
  return problem(
    500,
    "Internal error",
    "The function failed. Its operator can say why.",
    code,
    true,
  );
}

function explainHttp({ status, errors, headers }) {
  const said = errors
    .map(({ title, detail }) => [title, detail].filter(Boolean).join(": "))
    .filter(Boolean)
    .join("; ")
    .replace(/\.$/, "");
  const quoted = `Datadog answered ${status}${said && `: ${said}`}.`;

  if (status === 400 || status === 429) {
    const title = status === 400 ? "Bad Request" : "Too Many Requests";
    const own = problem(status, title, "Datadog said no more.", "http", status === 429);
    if (!said) return own;
    return {
      ...own,
      errors: errors.map(({ title, detail }) => ({ status: `${status}`, title, detail })),
    };
  }
  if (status === 401 || status === 403) {
    const advice = `Check the secrets ${SECRETS.apiKey}, ${SECRETS.appKey} and ${SECRETS.site}, and the application key's permissions.`;
    return problem(502, "Datadog refused this function's keys", `${quoted} ${advice}`, "http");
  }
  if (status < 400) {
    const detail = `Datadog answered with a redirect, which is not followed. Check ${SECRETS.site}.`;
    return problem(502, "Datadog answered with a redirect", detail, "http");
  }
  if (status < 500 && status !== 408) {
    return problem(502, "Datadog refused the request", quoted, "http");
  }
  const passing = headers["x-should-retry"] !== "false";
  return problem(502, "Datadog failed", quoted, "http", passing);
}
