const REDACTED = "[redacted]";
/** Shorter values are no secrets: replacing them would make a text unreadable. */
const MIN_LENGTH = 4;
const MAX_TEXTS = 4;
const MAX_MESSAGE = 1000;

const SECRET_HEADER = /auth|cookie|token|jwt|key|secret|session/i;
const SECRET_BINDING = /(key|password|secret|token)$/i;

/** The text of whatever was thrown, with those of its causes. It may hold secrets. */
export function describe(thrown) {
  try {
    const texts = [textOf(thrown)];
    for (let it = thrown; texts.length < MAX_TEXTS && Object(it).cause !== undefined;) {
      it = it.cause;
      texts.push(textOf(it));
    }
    return texts.join(": ");
  } catch {
    return "an error without a readable message"; // such as a Proxy that throws
  }
}

function textOf(thrown) {
  const { message } = Object(thrown);
  return typeof message === "string" && message !== "" ? message : String(thrown);
}

/**
 * A text for the log: without secrets, and of a bounded length.
 *
 * @param {string} text
 * @param {string[]} secrets
 */
export function redact(text, secrets) {
  const forms = [...new Set(secrets.filter(({ length }) => length >= MIN_LENGTH).flatMap(formsOf))];
  // A marker that is not text, so that it is not redacted again.
  let parts = [text];
  for (const form of forms.sort((a, b) => b.length - a.length)) {
    parts = parts.flatMap((part) =>
      part === null
        ? [null]
        : part.split(form).flatMap((piece, i) => (i ? [null, piece] : [piece])),
    );
  }
  const shown = parts.map((part) => part ?? REDACTED).join("");
  if (shown.length <= MAX_MESSAGE) return shown;
  return `${shown.slice(0, MAX_MESSAGE).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** As it is, inside JSON, and in a URL. */
function formsOf(secret) {
  const url = encodeURIComponent(secret);
  const lower = url.replace(/%../g, (code) => code.toLowerCase());
  return [secret, JSON.stringify(secret).slice(1, -1), url, lower];
}

/** The credentials that a request carries: whole headers, the token of `Bearer TOKEN`, each cookie. */
export function requestSecrets(headers) {
  return [...headers]
    .filter(([name]) => SECRET_HEADER.test(name))
    .flatMap(([, value]) => [
      value,
      ...value.split(";").map((part) => part.trim().replace(/^[^ =]*[ =]/, "")),
    ]);
}

/** The values of the bindings whose name ends as that of a secret, such as `DASHBOARD_TOKEN`. */
export function bindingSecrets(env) {
  return Object.entries(env ?? {})
    .filter(([name, value]) => typeof value === "string" && SECRET_BINDING.test(name))
    .map(([, value]) => value.trim());
}
