import { attempt, isObject } from "./attempt.js";
import { MAX_TEXT, startOf } from "./secrets.js";

/** As many errors of one answer are handed out: a body can hold millions. */
const MAX_ERRORS = 100;
/** How deep a `meta` may nest; what lies deeper is left out. */
const MAX_DEPTH = 32;
/** As many values of all `meta` together are handed out. */
const MAX_VALUES = 10_000;
/** At most this much of one of Datadog's texts is in a message, in UTF-16 units. */
const MAX_SAID = 500;
/** The longest piece of a body that an error keeps, in bytes. */
const MAX_BODY = 2048;
/** As much of it is looked at, in UTF-16 units: replacing secrets can make it shorter. */
const MAX_READ = 8192;

/**
 * The body of an answer outside 2xx, without secrets.
 *
 * @returns `errors`: Datadog's, in one shape whichever of its two styles they came in, and none out of
 *   anything else; `said`: the texts of the first; `body`: the start of the body where there are none.
 */
export function readErrorBody(text, secrets) {
  const errors = errorDetails(
    attempt(() => JSON.parse(text)),
    secrets,
  );
  const texts = [errors[0]?.title, errors[0]?.detail].filter((text) => text !== undefined);
  const said = secrets.redact(texts.map((text) => startOf(text, MAX_SAID)).join(": "));
  const body = errors.length === 0 && typeof text === "string" ? startOfBody(text, secrets) : "";
  return { errors, said, body: body || undefined };
}

function errorDetails(body, secrets) {
  const errors = fieldsOf(body)?.errors;
  if (!Array.isArray(errors)) return [];
  const values = { left: MAX_VALUES };
  return errors.slice(0, MAX_ERRORS).flatMap((error) => errorDetail(error, secrets, values));
}

/** Nothing of an error that says nothing in a way that is known: then the body is shown instead. */
function errorDetail(error, secrets, values) {
  if (typeof error === "string") return { detail: secrets.redact(error, MAX_TEXT) };
  const fields = fieldsOf(error);
  if (!fields) return [];
  const detail = texts(fields, ["title", "detail", "status"], secrets);
  const source = texts(fieldsOf(fields.source), ["header", "parameter", "pointer"], secrets);
  if (Object.keys(source).length > 0) detail.source = source;
  const meta = fieldsOf(fields.meta);
  if (meta) detail.meta = redacted(meta, secrets, values, MAX_DEPTH);
  return "title" in detail || "detail" in detail || meta ? detail : [];
}

function texts(fields, names, secrets) {
  const found = names.filter((name) => typeof fields?.[name] === "string");
  return Object.fromEntries(found.map((name) => [name, secrets.redact(fields[name], MAX_TEXT)]));
}

function fieldsOf(value) {
  return isObject(value) && !Array.isArray(value) ? value : undefined;
}

/** A copy of parsed JSON in which no text or name holds a secret. */
function redacted(value, secrets, values, depth) {
  if (!isObject(value)) {
    // A secret of digits may come back as a number.
    const text = String(value);
    const shown = secrets.redact(text, MAX_TEXT);
    return shown === text ? value : shown;
  }
  if (depth === 0) return undefined;
  const kept = Object.keys(value).slice(0, values.left);
  values.left -= kept.length;
  const entries = kept
    .map((name) => [
      secrets.redact(name, MAX_TEXT),
      redacted(value[name], secrets, values, depth - 1),
    ])
    .filter(([, copy]) => copy !== undefined);
  // Not by assignment: a name such as `__proto__` stays a name.
  return Array.isArray(value) ? entries.map(([, copy]) => copy) : Object.fromEntries(entries);
}

/** Cut between two characters. */
function startOfBody(text, secrets) {
  const start = secrets.redact(text, MAX_READ);
  const { read } = new TextEncoder().encodeInto(start, new Uint8Array(MAX_BODY));
  return start.slice(0, read);
}
