import { Redactor } from "../redaction.js";

const MAX_MESSAGE = 1000;

const SECRET_HEADER = /auth|cookie|token|jwt|key|secret|session/i;
const SECRET_BINDING = /(key|password|secret|token)$/i;

/**
 * A text for the log: without secrets, and of a bounded length.
 *
 * @param {string} text
 * @param {string[]} secrets
 */
export function redact(text, secrets) {
  // A lone surrogate has no form in a URL.
  const redactor = new Redactor(secrets.join("\n").toWellFormed());
  const shown = redactor.text(text.toWellFormed(), MAX_MESSAGE);
  return text.length > MAX_MESSAGE ? `${shown}…` : shown;
}

/** The credentials that a request carries: whole headers, the token of `Bearer TOKEN`, each cookie. */
export function requestSecrets(headers) {
  return [...headers]
    .filter(([name]) => SECRET_HEADER.test(name))
    .flatMap(([, value]) => [value, ...value.split(";").flatMap(valuesOf)]);
}

/** `TOKEN` of `Bearer TOKEN` and of `name="TOKEN"`, also decoded, as libraries read a cookie. */
function valuesOf(part) {
  const value = part
    .trim()
    .replace(/^[^\s=]*[\s=]+/, "")
    .replace(/^"(.*)"$/, "$1");
  try {
    return [value, decodeURIComponent(value)];
  } catch {
    return [value];
  }
}

/** The values of the bindings whose name ends as that of a secret, such as `DASHBOARD_TOKEN`. */
export function bindingSecrets(env) {
  return Object.entries(env ?? {})
    .filter(([name, value]) => typeof value === "string" && SECRET_BINDING.test(name))
    .map(([, value]) => value.trim());
}
