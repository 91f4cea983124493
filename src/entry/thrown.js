import { attempt, isObject } from "./attempt.js";
import { MAX_TEXT } from "./secrets.js";

/** How far a chain of causes is followed. */
const MAX_CAUSES = 4;
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
    texts.push(messageOf(value));
    const cause = read(value, "cause");
    if (!isObject(cause)) break;
    value = cause;
  }
  const shown = secrets.isEmpty || attempt(() => isClean(thrown, secrets, { left: MAX_FIELDS }));
  const text = secrets.redact(texts.join(": "), MAX_TEXT);
  return { text, value: shown ? thrown : standIn(thrown, secrets, MAX_CAUSES) };
}

function read(value, field) {
  return isObject(value) ? attempt(() => value[field]) : undefined;
}

/** Some errors of Node's have nothing but a code. */
function messageOf(value) {
  const texts = [read(value, "message"), read(value, "code"), attempt(() => String(value))];
  return texts.find((text) => typeof text === "string" && text !== "") ?? "a value without text";
}

/**
 * Whether a value can be shown as it is; it may throw where it cannot. Only what can be looked through to its
 * end can: simple values, errors of the runtime with fields of that kind, plain objects and lists of such. A
 * request or a map may hold the headers where no look from outside finds them.
 *
 * This is about what errors hold by accident: a `fetch` that wants to tell a secret can do so by itself.
 */
function isClean(value, secrets, fields) {
  const hidesSecrets = (text) => !secrets.appearIn(String(text));
  if (!isObject(value)) return hidesSecrets(value);
  return (
    (isPlainError(value) ||
      ["DOMException", "Array", "Object"].some((name) => isOf(name, value))) &&
    [value, value.name, value.message, value.stack].every(hidesSecrets) &&
    Reflect.ownKeys(value).every((name) => {
      const { get, value: field } = Reflect.getOwnPropertyDescriptor(value, name);
      // Deno's DOMExceptions have a function there.
      if (typeof name === "symbol" && isOf("DOMException", value)) return true;
      // A getter may say something else the next time. Some engines give each error one for its stack.
      if (get) return name === "stack";
      return fields.left-- > 0 && hidesSecrets(name) && isClean(field, secrets, fields);
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
    const isPlain = (name) => {
      // Node's errors have a getter under a symbol, which says that they are Node's.
      if (typeof name === "symbol" || ["constructor", "stack"].includes(name)) return true;
      const kind = { name: "string", message: "string", toString: "function" }[name];
      return kind && typeof Reflect.getOwnPropertyDescriptor(above, name).value === kind;
    };
    if (!Reflect.ownKeys(above).every(isPlain)) return false;
  }
  // The root is no class of anyone's.
  return Object.hasOwn(above, "hasOwnProperty");
}

/** Of that class of the runtime, and of none that is made of it. */
function isOf(name, value) {
  return Reflect.getPrototypeOf(value) === globalThis[name]?.prototype;
}

/** An error that says what may be said of the value it stands for, and of its causes. */
function standIn(value, secrets, depth) {
  const error = new Error(secrets.redact(messageOf(value), MAX_TEXT));
  // Not by assignment: programs freeze the prototypes.
  const show = (field, value, enumerable = true) =>
    Object.defineProperty(error, field, { value, enumerable, configurable: true, writable: true });
  for (const field of ["name", "stack", "code", "errno", "syscall", "address", "port"]) {
    const found = read(value, field);
    if (typeof found === "number" && !secrets.appearIn(String(found))) show(field, found);
    if (typeof found === "string") {
      show(field, secrets.redact(found, MAX_TEXT), !["name", "stack"].includes(field));
    }
  }
  const cause = read(value, "cause");
  if (depth > 0 && isObject(cause)) show("cause", standIn(cause, secrets, depth - 1), false);
  return error;
}
