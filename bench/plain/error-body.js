/** Datadog's two styles of error body -> one shape, without secrets. */

/** As many errors of one answer are handed out: a body can hold millions. */
const MAX_ERRORS = 100;
/** How deep a `meta` may nest; what lies deeper is left out. */
const MAX_DEPTH = 32;

/** None out of anything else. */
export function errorDetails(body, secrets) {
  const errors = fieldsOf(body)?.errors;
  if (!Array.isArray(errors)) return [];
  return errors
    .slice(0, MAX_ERRORS)
    .map((error) => errorDetail(error, secrets))
    .filter((detail) => detail);
}

/** Nothing of an error that says nothing in a way that is known: then the body is shown instead. */
function errorDetail(error, secrets) {
  if (typeof error === "string") return { detail: secrets.redact(error) };
  const fields = fieldsOf(error);
  if (!fields) return undefined;
  const detail = texts(fields, ["title", "detail", "status"], secrets);
  const source = fieldsOf(fields.source);
  if (source) detail.source = texts(source, ["header", "parameter", "pointer"], secrets);
  const meta = fieldsOf(fields.meta);
  if (meta) detail.meta = redacted(meta, secrets, MAX_DEPTH);
  return "title" in detail || "detail" in detail || meta ? detail : undefined;
}

function texts(fields, names, secrets) {
  const found = names.filter((name) => typeof fields[name] === "string");
  return Object.fromEntries(found.map((name) => [name, secrets.redact(fields[name])]));
}

function fieldsOf(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}

/** A copy of parsed JSON in which no text or name holds a secret. */
function redacted(value, secrets, depth) {
  if (typeof value !== "object" || value === null) {
    // A secret of digits may come back as a number.
    const shown = secrets.redact(`${value}`);
    return shown === `${value}` ? value : shown;
  }
  if (depth === 0) return undefined;
  if (Array.isArray(value)) return value.map((item) => redacted(item, secrets, depth - 1));
  // Not by assignment: a name such as `__proto__` stays a name.
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      secrets.redact(name),
      redacted(field, secrets, depth - 1),
    ]),
  );
}
