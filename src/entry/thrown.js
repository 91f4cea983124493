import { attempt, isObject } from "./attempt.js";

/** How far a chain of causes is followed. */
const MAX_CAUSES = 4;
/** As much of a text is shown, in UTF-16 units. */
const MAX_TEXT = 8192;
/** As many fields are looked at before a value counts as one that cannot be looked through. */
const MAX_FIELDS = 500;

/**
 * What a `fetch` threw, which can be anything.
 *
 * @returns `text`: its message and those of its causes; `value`: the very value, or an error in its place
 *   where a secret is or may be in it.
 */
export function describe(thrown, secrets) {
  const texts = [];
  for (let value = thrown; texts.length < MAX_CAUSES;) {
    texts.push(secrets.redact(messageOf(value), MAX_TEXT));
    const cause = read(value, "cause");
    if (!isObject(cause)) break;
    value = cause;
  }
  const shown = secrets.isEmpty || attempt(() => isClean(thrown, secrets, { left: MAX_FIELDS }));
  return { text: texts.join(": "), value: shown ? thrown : standIn(thrown, secrets, MAX_CAUSES) };
}

function read(value, field) {
  return isObject(value) ? attempt(() => value[field]) : undefined;
}

function messageOf(value) {
  const message = read(value, "message");
  if (typeof message === "string") return message;
  return attempt(() => String(value)) ?? "a value without text";
}

/**
 * Whether a value can be shown as it is; it throws where it cannot. Only what can be looked through to its
 * end can: simple values, errors of the runtime with fields of that kind, and lists of such. A request or a
 * map may hold the headers where no look from outside finds them.
 */
function isClean(value, secrets, fields) {
  const isHidden = (text) => !secrets.appearIn(String(text));
  if (!isObject(value)) return isHidden(value);
  return (
    (isPlainError(value) || isOf("DOMException", value) || isOf("Array", value)) &&
    [value, value.name, value.message, value.stack].every(isHidden) &&
    Reflect.ownKeys(value).every((name) => {
      const { get, value: field } = Reflect.getOwnPropertyDescriptor(value, name);
      // A getter may say something else the next time. Some engines give each error one for its stack.
      if (get) return name === "stack";
      return fields.left-- > 0 && isHidden(name) && isClean(field, secrets, fields);
    })
  );
}

/** An error whose classes add nothing that could give out what it hides. */
function isPlainError(value) {
  // With a tag of its own, anything can call itself an error.
  if (Object.prototype.toString.call(value) !== "[object Error]" || Symbol.toStringTag in value) {
    return false;
  }
  let above = Reflect.getPrototypeOf(value);
  for (let parent; (parent = Reflect.getPrototypeOf(above)); above = parent) {
    const isPlain = (name) =>
      ["constructor", "stack"].includes(name) ||
      (["name", "message", "toString"].includes(name) &&
        !Reflect.getOwnPropertyDescriptor(above, name).get);
    if (!Reflect.ownKeys(above).every(isPlain)) return false;
  }
  // The root is no class of anyone's.
  return true;
}

/** Of that class of the runtime, and of none that is made of it. */
function isOf(name, value) {
  return Reflect.getPrototypeOf(value) === globalThis[name]?.prototype;
}

/** An error that says what may be said of the value it stands for, and of its causes. */
function standIn(value, secrets, depth) {
  const error = new Error(secrets.redact(messageOf(value), MAX_TEXT));
  for (const field of ["name", "code", "stack"]) {
    const found = read(value, field);
    if (typeof found === "string") error[field] = secrets.redact(found, MAX_TEXT);
  }
  const cause = read(value, "cause");
  if (depth > 0 && isObject(cause)) error.cause = standIn(cause, secrets, depth - 1);
  return error;
}
