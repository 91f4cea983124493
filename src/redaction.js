// Secrets never appear in what an error shows. Bound in platform.rs.

/** What replaces a secret. It is never redacted again itself. */
const MARKER = "[redacted]";
/** A shorter secret is redacted only where it stands alone: within words it would be found everywhere. */
const SHORTEST_SECRET = 4;
/** The longest text that is shown, in UTF-16 units. */
const MAX_TEXT = 8192;
/** How deep a `meta` may nest, and how many values those of a response may have: the rest is left out. */
const [MAX_DEPTH, MAX_VALUES] = [32, 10_000];
/** How far a chain of causes is followed. */
const MAX_CAUSES = 4;
/** After so many fields, a thrown value counts as one that cannot be searched. */
const MAX_FIELDS = 500;

function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const isObject = (value) => Object(value) === value;

/** Redacts the secrets of one call in whatever an error shows. */
export class Redactor {
  #forms;
  #valuesLeft = MAX_VALUES;

  /** @param {string} secrets a line each: no header value can contain more than one */
  constructor(secrets) {
    // Longest first, so that a secret inside another one leaves no remainder of it.
    this.#forms = [...new Set(secrets.split("\n").filter(Boolean).flatMap(formsOf))].sort(
      (a, b) => b.length - a.length,
    );
  }

  /** The redacted start of a text, at most `limit` UTF-16 units of it; `undefined` for what is not a text. */
  text(text, limit = MAX_TEXT) {
    if (typeof text !== "string") return undefined;
    // A secret that begins within the limit is recognised whole.
    const longest = this.#forms[0]?.length ?? 0;
    const read = text.length > limit + longest ? text.slice(0, limit + longest) : text;
    let left = limit;
    const pieces = read.split(MARKER).map((piece) => {
      const shown = left < 0 ? "" : this.#redact(piece, left);
      left -= piece.length + MARKER.length;
      return shown;
    });
    return pieces.join(MARKER);
  }

  /** A redacted copy of a parsed JSON object, names included; `undefined` for anything else. */
  object(value) {
    return isObject(value) && !Array.isArray(value) ? this.#copy(value, MAX_DEPTH) : undefined;
  }

  /** The text of what a `fetch` threw, and the value, or an error in its place where that may contain a secret. */
  thrown(thrown) {
    const isClean = () => !this.#forms[0] || this.#isClean(thrown, { left: MAX_FIELDS });
    const value = attempt(isClean) ? thrown : this.#standIn(thrown, MAX_CAUSES);
    return { text: this.text(describe(thrown)), value };
  }

  #redact(text, limit) {
    let shown = "";
    let end = 0;
    for (let found; (found = this.#find(text, end)) && found.start < limit; end = found.end) {
      shown += text.slice(end, found.start) + MARKER;
    }
    return shown + startOf(text.slice(end), Math.max(0, limit - end));
  }

  /** The first occurrence of a secret, the longest of those that start there. */
  #find(text, from) {
    let first;
    for (const form of this.#forms) {
      const start = indexOf(text, form, from);
      if (start >= 0 && !(first?.start <= start)) first = { start, end: start + form.length };
    }
    return first;
  }

  #copy(value, depth) {
    if (!isObject(value)) {
      // A secret of digits may come back as a number.
      const text = String(value);
      const shown = this.text(text);
      return shown === text ? value : shown;
    }
    if (depth === 0) return undefined;
    const names = Object.keys(value).slice(0, this.#valuesLeft);
    this.#valuesLeft -= names.length;
    const entries = names
      .map((name) => [this.text(name), this.#copy(value[name], depth - 1)])
      .filter(([, copy]) => copy !== undefined);
    // Not by assignment: a name such as `__proto__` stays a name.
    return Array.isArray(value) ? entries.map(([, copy]) => copy) : Object.fromEntries(entries);
  }

  /**
   * Whether a thrown value contains no secret. Only simple values, errors, plain objects and lists can be searched,
   * others may throw: a request or a map may hold the headers where no search from outside finds them.
   */
  #isClean(value, fields) {
    const isCleanText = (text) => !this.#find(String(text), 0);
    if (!isObject(value)) return isCleanText(value);
    const tag = Object.prototype.toString.call(value);
    return (
      ((tag === "[object Error]" && !(Symbol.toStringTag in value) && !hasGetter(value)) ||
        ["DOMException", "Array", "Object"].some((name) => isInstance(name, value))) &&
      [value, value.name, value.message, value.stack].every(isCleanText) &&
      Reflect.ownKeys(value).every((name) => {
        const { get, value: field } = Reflect.getOwnPropertyDescriptor(value, name);
        // Deno's DOMExceptions have a function there.
        if (typeof name === "symbol" && isInstance("DOMException", value)) return true;
        // A getter may return something else the next time. Some engines give each error one for its stack.
        if (get) return name === "stack";
        return fields.left-- > 0 && isCleanText(name) && this.#isClean(field, fields);
      })
    );
  }

  /** An error with the redacted texts of the value it replaces, and of its causes. */
  #standIn(value, depth) {
    const error = new Error(this.text(messageOf(value)));
    const hidden = { configurable: true, writable: true };
    for (const field of ["name", "stack", "code", "errno", "syscall", "address", "port"]) {
      const found = read(value, field);
      const shown =
        typeof found === "number" && !this.#find(`${found}`, 0) ? found : this.text(found);
      const enumerable = !["name", "stack"].includes(field);
      if (shown !== undefined)
        Object.defineProperty(error, field, { ...hidden, enumerable, value: shown });
    }
    const cause = read(value, "cause");
    if (depth === 0 || !isObject(cause)) return error;
    return Object.defineProperty(error, "cause", {
      ...hidden,
      value: this.#standIn(cause, depth - 1),
    });
  }
}

/** The message of whatever was thrown, with those of its causes. It may contain secrets. */
export function describe(thrown) {
  const texts = [messageOf(thrown)];
  for (let cause = thrown; texts.length < MAX_CAUSES; texts.push(messageOf(cause))) {
    cause = read(cause, "cause");
    if (cause == null) break;
  }
  return texts.join(": ");
}

function read(value, field) {
  return isObject(value) ? attempt(() => value[field]) : undefined;
}

/** The message of whatever was thrown, or its code or text: some of Node's errors have nothing but a code. */
export function messageOf(value) {
  const texts = [read(value, "message"), read(value, "code"), attempt(() => String(value))];
  return texts.find((text) => typeof text === "string" && text !== "") ?? "a value without text";
}

/** Whether a value is of that class of the runtime, not of a class derived from it. */
function isInstance(name, value) {
  return Reflect.getPrototypeOf(value) === globalThis[name]?.prototype;
}

/** Whether its class has a getter, which may return what it keeps in a private field. Some of Node's have these two. */
function hasGetter(value) {
  const parent = Reflect.getPrototypeOf(value);
  const fields = Object.entries(Object.getOwnPropertyDescriptors(value));
  const isGetter = ([name, { get }]) => get && !["stack", "constructor"].includes(name);
  return parent && (fields.some(isGetter) || hasGetter(parent));
}

/** The start of a text, cut between two characters. */
function startOf(text, length) {
  return text.slice(0, length).replace(text.length > length ? /[\uD800-\uDBFF]$/ : "", "");
}

/** Where a secret occurs in a text, from a place on; a short one only where it stands alone. */
function indexOf(text, secret, from) {
  let start = text.indexOf(secret, from);
  if (secret.length >= SHORTEST_SECRET) return start;
  const isPartOfWord = (char) => /[\p{L}\p{N}]/u.test(char);
  while (start >= 0) {
    const [before, after] = [text.charAt(start - 1), text.charAt(start + secret.length)];
    if (!isPartOfWord(before) && !isPartOfWord(after)) break;
    start = text.indexOf(secret, start + 1);
  }
  return start;
}

/** The forms in which a secret may be echoed: as it is, in JSON (also in a string in it), in a URL and in a form. */
function formsOf(secret) {
  // Most keys and tokens: nothing in them is ever encoded.
  if (/^[\w.-]*$/.test(secret)) return [secret];
  const json = inJson(secret);
  const url = encodeURIComponent(secret);
  const urls = [
    url,
    // What `encodeURIComponent` leaves as it is, others encode.
    url.replace(/[!'()*]/g, (char) => `%${hex(char, 2).toUpperCase()}`),
    encodeURI(secret),
    String(new URLSearchParams([["", secret]])).slice(1),
  ];
  const escape = (char) => `\\u${hex(char, 4)}`;
  return [
    ...[secret, json, inJson(json), json.replaceAll("/", "\\/")],
    ...[json.replace(/[<>&]/g, escape), json.replace(/[^ -~]/g, escape)],
    ...urls,
    ...urls.map((text) => text.replace(/%../g, (code) => code.toLowerCase())),
  ];
}

const inJson = (text) => JSON.stringify(text).slice(1, -1);
const hex = (char, digits) => char.charCodeAt(0).toString(16).padStart(digits, "0");
