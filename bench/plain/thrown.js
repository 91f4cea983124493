/** What a `fetch` threw, which can be anything: its text and its value, without secrets. */
import { attempt, isObject } from "./argument.js";

/** How far a chain of causes is followed. */
const MAX_CAUSES = 4;
const PLAIN_NAMES = ["constructor", "name", "message", "toString"];

export function describe(thrown, secrets) {
  const texts = [];
  let next = thrown;
  for (let i = 0; i < MAX_CAUSES && (i === 0 || isObject(next)); i++) {
    texts.push(messageOf(next));
    const value = next;
    next = isObject(value) ? attempt(() => value.cause) : undefined;
  }
  const shown = secrets.isEmpty || isClean(thrown, secrets, MAX_CAUSES);
  return {
    text: secrets.redact(texts.join(": ")),
    cause: shown ? thrown : standIn(thrown, secrets, MAX_CAUSES),
  };
}

function messageOf(value) {
  const message = isObject(value) ? attempt(() => value.message) : undefined;
  return typeof message === "string"
    ? message
    : (attempt(() => String(value)) ?? "a value without text");
}

/**
 * Whether a value can be shown as it is. Only what can be looked through to its end can: simple values,
 * errors of the runtime with fields of that kind, and lists of such. A request or a map may hold the
 * headers where no look from outside finds them.
 */
function isClean(value, secrets, depth) {
  if (!isObject(value)) return showsNoSecret(value, secrets);
  if (depth === 0) return false;
  const kind = attempt(() => Object.prototype.toString.call(value));
  const known =
    (kind === "[object Error]" && hasNoGetter(value)) ||
    kind === "[object DOMException]" ||
    (kind === "[object Array]" && Array.isArray(value));
  if (!known) return false;
  try {
    return (
      Reflect.ownKeys(value).every(
        (name) => showsNoSecret(name, secrets) && isClean(value[name], secrets, depth - 1),
      ) && showsNoSecret(value.message, secrets)
    );
  } catch {
    return false;
  }
}

/** Whether the classes of an error add nothing that could give out what it hides. */
function hasNoGetter(error) {
  try {
    let above = Reflect.getPrototypeOf(error);
    for (let i = 0; i < MAX_CAUSES; i++) {
      const parent = Reflect.getPrototypeOf(above);
      // The root: no class of anyone's.
      if (parent === null) return true;
      if (!Reflect.ownKeys(above).every((name) => PLAIN_NAMES.includes(name))) return false;
      above = parent;
    }
  } catch {
    // What lets nobody look at it may hide anything.
  }
  return false;
}

function showsNoSecret(value, secrets) {
  const text = attempt(() => String(value));
  return text !== undefined && !secrets.appearIn(text);
}

/** An error that says what may be said of the value it stands for, and of its causes. */
function standIn(value, secrets, depth) {
  const error = new Error(secrets.redact(messageOf(value)));
  if (!isObject(value)) return error;
  for (const field of ["name", "code", "stack"]) {
    const found = attempt(() => value[field]);
    if (typeof found === "string") error[field] = secrets.redact(found);
  }
  const cause = attempt(() => value.cause);
  if (isObject(cause) && depth > 0) error.cause = standIn(cause, secrets, depth - 1);
  return error;
}
