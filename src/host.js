// Made of src/api/entry.js and what that imports: `make host` writes it.

// src/entry/attempt.js
function attempt(read2) {
  try {
    return read2();
  } catch {
    return void 0;
  }
}
function isObject(value) {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

// src/entry/secrets.js
var REDACTED = "[redacted]";
var MAX_TEXT = 8192;
function startOf(text, length) {
  return text.slice(0, length).replace(text.length > length ? /[\uD800-\uDBFF]$/ : "", "");
}
var Secrets = class {
  #secrets;
  #forms;
  constructor(secrets) {
    this.#secrets = secrets;
  }
  /** Longest first, so that a secret inside another one leaves no remainder of it. Only a failure needs them. */
  get #all() {
    this.#forms ??= [...new Set(this.#secrets.flatMap(formsOf))].sort(
      (a, b) => b.length - a.length,
    );
    return this.#forms;
  }
  get isEmpty() {
    return this.#secrets.length === 0;
  }
  appearIn(text) {
    return this.#all.some((form) => text.includes(form));
  }
  /**
   * What the first `limit` units of a text may show. A secret that begins in them is seen whole: give it
   * the whole text, since of one that was cut before the start of a secret can be left.
   */
  redact(text, limit = text.length) {
    const forms = this.#all;
    const read2 = text.slice(0, limit + (forms[0]?.length ?? 0));
    const places = forms.map((form) => read2.indexOf(form));
    let shown = "";
    let end = 0;
    for (;;) {
      let first = -1;
      for (let i = 0; i < forms.length; i++) {
        if (places[i] >= 0 && places[i] < end) places[i] = read2.indexOf(forms[i], end);
        if (places[i] >= 0 && !(places[first] <= places[i])) first = i;
      }
      if (first < 0 || places[first] >= limit) break;
      shown += read2.slice(end, places[first]) + REDACTED;
      end = places[first] + forms[first].length;
    }
    return shown + startOf(read2.slice(end), Math.max(0, limit - end));
  }
};
function formsOf(secret) {
  const json = inJson(secret);
  const url = encodeURIComponent(secret);
  const strict = url.replace(/[!'()*]/g, (char) => `%${hex(char, 2)}`);
  const codes = (text, change) => text.replace(/%../g, change);
  const upper = (code) => code.toUpperCase();
  const lower = (code) => code.toLowerCase();
  const escape = (char) => `\\u${hex(char, 4)}`;
  return [
    ...[secret, json, inJson(json), json.replaceAll("/", "\\/")],
    ...[json.replace(/[<>&]/g, escape), json.replace(/[^ -~]/g, escape)],
    ...[url, codes(url, lower), codes(strict, upper), codes(strict, lower)],
    ...[codes(strict, upper).replaceAll("%20", "+"), inHtml(secret)],
  ];
}
var inJson = (text) => JSON.stringify(text).slice(1, -1);
var hex = (char, digits) => char.charCodeAt(0).toString(16).padStart(digits, "0");
function inHtml(text) {
  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (char) => entities[char]);
}

// src/entry/answer.js
function statusOf(answer) {
  const status = attempt(() => answer.status);
  if (typeof status === "number" && status >= 200 && status < 1e3) return status | 0;
  return status === 0 && attempt(() => answer.type) === "opaqueredirect" ? 0 : -1;
}
var TOLD = /^(x-ratelimit-(limit|period|remaining|reset|name)|retry-after|x-should-retry)$/;
var MAX_TOLD = 20;
function readHead(answer, secrets) {
  const fields =
    attempt(() =>
      [...answer.headers]
        .filter(Array.isArray)
        .map(([name, value]) => [String(name), String(value)]),
    ) ?? [];
  const told = fields
    .map(([name, value]) => [name.toLowerCase(), value])
    .filter(([name]) => TOLD.test(name))
    .slice(0, MAX_TOLD)
    .map(([name, value]) => {
      const line = value.replaceAll("\n", " ");
      const isShown = name === "x-ratelimit-name";
      return [name, isShown ? secrets.redact(line, MAX_TEXT) : line.slice(0, MAX_TEXT)];
    });
  return {
    lines: told.map((field) => field.join("\n")).join("\n"),
    retryAfter: Date.parse(told.find(([name]) => name === "retry-after")?.[1]),
    get shown() {
      return (
        attempt(() =>
          Object.fromEntries(
            fields.map(([name, value]) => [
              secrets.redact(name).toLowerCase(),
              secrets.redact(value),
            ]),
          ),
        ) ?? {}
      );
    },
  };
}
function firstOf(text) {
  return (typeof text === "string" && text.trimStart().charCodeAt(0)) || 0;
}
function kindOf(value) {
  const type = typeof value;
  if (type === "string") return 2;
  if (value === null) return 1;
  if (type === "object") return Array.isArray(value) ? 3 : OBJECT;
  return { undefined: 0, boolean: 5 }[type] ?? 6;
}
var OBJECT = 4;

// src/entry/error-body.js
var MAX_ERRORS = 100;
var MAX_DEPTH = 32;
var MAX_VALUES = 1e4;
var MAX_SAID = 500;
var MAX_BODY = 2048;
var MAX_READ = 8192;
function readErrorBody(text, secrets) {
  const errors = errorDetails(
    attempt(() => JSON.parse(text)),
    secrets,
  );
  const texts2 = [errors[0]?.title, errors[0]?.detail].filter((text2) => text2 !== void 0);
  const said = secrets.redact(texts2.map((text2) => startOf(text2, MAX_SAID)).join(": "));
  const body = errors.length === 0 && typeof text === "string" ? startOfBody(text, secrets) : "";
  return { errors, said, body: body || void 0 };
}
function errorDetails(body, secrets) {
  const errors = fieldsOf(body)?.errors;
  if (!Array.isArray(errors)) return [];
  const values = { left: MAX_VALUES };
  return errors.slice(0, MAX_ERRORS).flatMap((error) => errorDetail(error, secrets, values));
}
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
  return isObject(value) && !Array.isArray(value) ? value : void 0;
}
function redacted(value, secrets, values, depth) {
  if (!isObject(value)) {
    const text = String(value);
    const shown = secrets.redact(text, MAX_TEXT);
    return shown === text ? value : shown;
  }
  if (depth === 0) return void 0;
  const kept = Object.keys(value).slice(0, values.left);
  values.left -= kept.length;
  const entries = kept
    .map((name) => [
      secrets.redact(name, MAX_TEXT),
      redacted(value[name], secrets, values, depth - 1),
    ])
    .filter(([, copy]) => copy !== void 0);
  return Array.isArray(value) ? entries.map(([, copy]) => copy) : Object.fromEntries(entries);
}
function startOfBody(text, secrets) {
  const start = secrets.redact(text, MAX_READ);
  const { read: read2 } = new TextEncoder().encodeInto(start, new Uint8Array(MAX_BODY));
  return start.slice(0, read2);
}

// src/entry/host.js
var KIND = 1 << 31;
function createHost() {
  const shapes = { __proto__: null };
  const held = [void 0, void 0, void 0, void 0, void 0];
  let list;
  return {
    /** Runs a question about these places; what is in them is the answer, too. */
    withPlaces(places, question) {
      list = places;
      const told = question();
      list = void 0;
      return told;
    },
    get: (place) => list[place],
    set(place, value) {
      list[place] = value;
    },
    /** Holds what is checked, and lets go of what was held before. */
    hold(answer) {
      held.fill(void 0);
      held[0] = answer;
    },
    describeShape(shape, names) {
      shapes[shape] = names.split("\n");
    },
    look(level, place, owner, shape) {
      if (level > 0) held[level] = held[level - 1][shapes[owner]?.[place] ?? place];
      const value = held[level];
      const names = shapes[shape];
      const kind = kindOf(value);
      if (kind !== OBJECT || !names) return KIND | kind;
      let kinds = 0;
      for (let i = 0; i < names.length; i++) kinds |= kindOf(value[names[i]]) << (3 * i);
      return kinds;
    },
    lengthOf: (level) => held[level].length,
  };
}

// src/entry/in-browser.js
function inBrowser() {
  const global = (name) => attempt(() => globalThis[name]);
  const onServer =
    typeof global("process")?.versions?.node === "string" ||
    typeof global("Bun")?.version === "string" ||
    typeof global("Deno")?.version?.deno === "string" ||
    typeof global("EdgeRuntime") === "string" ||
    typeof global("WebSocketPair") === "function";
  return !onServer && ("document" in globalThis || "WorkerGlobalScope" in globalThis);
}

// src/entry/error.js
var BRAND = /* @__PURE__ */ Symbol.for("datadog-llm-accounts.AccountsError");
var AccountsError = class _AccountsError extends Error {
  constructor({ message, cause, ...fields }) {
    super(message, cause === void 0 ? void 0 : { cause });
    Object.defineProperty(this, BRAND, { value: true });
    Object.defineProperties(this, Object.getOwnPropertyDescriptors(fields));
  }
  get name() {
    return "AccountsError";
  }
  static [Symbol.hasInstance](value) {
    if (this !== _AccountsError) return super[Symbol.hasInstance](value);
    try {
      return Object(value)[BRAND] === true;
    } catch {
      return false;
    }
  }
};

// src/entry/options.js
var KINDS = {
  apiKey: "string",
  appKey: "string",
  accessToken: "string",
  site: "string",
  timeout: "number",
  attemptTimeout: "number",
  maxRetries: "number",
  dangerouslyAllowBrowser: "boolean",
};
var DEFAULTS = { __proto__: null, timeout: 3e4, attemptTimeout: 1e4, maxRetries: 2 };
function readOptions(integration, options = {}) {
  if (integration === void 0) refuse("integration", "`integration` is missing");
  check("integration", integration, "string");
  if (Object(options) !== options) refuse("options", "`options` is no object");
  const read2 = (name) => {
    try {
      return options[name];
    } catch {
      return refuse(name, `reading \`${name}\` threw`);
    }
  };
  const given = { __proto__: null, integration };
  for (const [name, kind] of Object.entries(KINDS)) {
    const value = read2(name);
    if (value !== void 0) check(name, value, kind);
    given[name] = kind === "string" ? value?.trim() : (value ?? DEFAULTS[name]);
  }
  given.inBrowser = inBrowser();
  Object.assign(given, readBaseUrl(read2("baseUrl")));
  given.headers = readHeaders(read2("headers"));
  given.fetch = readFetch(read2("fetch"));
  given.signal = readSignal(read2("signal"));
  given.onResponse = read2("onResponse");
  if (given.onResponse !== void 0) check("onResponse", given.onResponse, "function");
  return given;
}
function refuse(argument, message) {
  throw new AccountsError({ code: "invalid_argument", argument, message });
}
function check(argument, value, kind) {
  if (typeof value !== kind) refuse(argument, `\`${argument}\` is no ${kind}`);
  if (kind === "string" && /\p{Surrogate}/u.test(value))
    refuse(argument, `\`${argument}\` holds half a character`);
}
function hrefOf(object, name) {
  const href = attempt(() => (name ? object[name] : object)?.href);
  return typeof href === "string" ? href : void 0;
}
function readBaseUrl(value) {
  if (value === void 0) return void 0;
  const page = hrefOf(globalThis, "location");
  const text = typeof value === "string" ? value : hrefOf(value);
  if (text === void 0) refuse("baseUrl", "`baseUrl` is neither a string nor a URL");
  if (text === "") refuse("baseUrl", "`baseUrl` is empty");
  check("baseUrl", text, "string");
  const href = hrefOf(attempt(() => new URL(text, page)) ?? attempt(() => new URL(text)));
  if (href === void 0) {
    refuse(
      "baseUrl",
      page === void 0
        ? "`baseUrl` is no absolute URL: only in a page can it be relative"
        : "`baseUrl` is no URL",
    );
  }
  const scheme = ["https://", "http://"].find((it) => href.startsWith(it)) ?? "";
  const slash = href.indexOf("/", scheme.length);
  const [host2, path] = [href.slice(scheme.length, slash), href.slice(slash)];
  if (!scheme || slash < 0) refuse("baseUrl", "`baseUrl` is neither https: nor http:");
  if (host2.includes("@")) refuse("baseUrl", "`baseUrl` holds a user name or password");
  if (path.includes("?") || path.includes("#")) {
    refuse("baseUrl", "`baseUrl` has a query or a fragment");
  }
  const origin = scheme + host2;
  let baseUrl = origin + path;
  while (baseUrl.endsWith("/")) baseUrl = baseUrl.slice(0, -1);
  return { baseUrl, host: host2, isPlain: scheme === "http://" && !page?.startsWith(`${origin}/`) };
}
function readHeaders(value) {
  const texts2 = [];
  const isRead = attempt(() => {
    if (typeof value !== "object") return false;
    for (const pair of Symbol.iterator in value ? value : Object.entries(value)) {
      if (!Array.isArray(pair) || pair.length !== 2) return false;
      const [name, text] = [pair[0], pair[1]];
      if (typeof name !== "string" || typeof text !== "string") return false;
      texts2.push(...[name, text].map((it) => it.replaceAll("\0", "")));
    }
    return true;
  });
  if (value !== void 0 && !isRead) {
    refuse("headers", "`headers` is no Headers, no object and no list of pairs of strings");
  }
  return texts2.join("\0");
}
function readFetch(value) {
  const fetch = value === void 0 ? globalThis : value;
  const can = typeof fetch === "function" || attempt(() => typeof fetch.fetch) === "function";
  if (!can) {
    refuse(
      "fetch",
      value === void 0
        ? "`fetch` is missing: this runtime has none of its own"
        : "`fetch` is neither a function nor an object with a `fetch` method",
    );
  }
  return fetch;
}
function readSignal(value) {
  if (value === void 0) return void 0;
  const isSignal = attempt(
    () => typeof value.aborted === "boolean" && typeof value.addEventListener === "function",
  );
  if (!isSignal) refuse("signal", "`signal` is no AbortSignal");
  return value;
}

// src/entry/shared-signal.js
var shared = /* @__PURE__ */ new WeakMap();
function listen(signal, listener) {
  let group = shared.get(signal);
  if (!group) {
    const listeners = /* @__PURE__ */ new Set();
    group = { listeners, notify: () => listeners.forEach((each) => attempt(each)) };
    try {
      signal.addEventListener("abort", group.notify);
    } catch (cause) {
      signal.removeEventListener("abort", group.notify);
      throw cause;
    }
    shared.set(signal, group);
  }
  group.listeners.add(listener);
  return () => {
    if (group.listeners.delete(listener) && group.listeners.size === 0) {
      shared.delete(signal);
      signal.removeEventListener("abort", group.notify);
    }
  };
}

// src/entry/step.js
var DONE = 0;
var FAILED = 1;
var ABORTED = 2;
var TIMED_OUT = 3;
var DEAF = 4;
var LONGEST_TIMER = 2 ** 31 - 1;
var Step = class {
  #controller;
  #timer;
  #silence;
  #ending;
  #started;
  #settle;
  constructor(signal, milliseconds) {
    try {
      this.#controller = new AbortController();
      if (signal) this.#listen(signal);
      if (milliseconds < Infinity && !this.#ending) {
        const timedOut = () => this.end(TIMED_OUT);
        this.#timer = setTimeout(timedOut, Math.min(milliseconds, LONGEST_TIMER));
      }
    } catch (cause) {
      this.end(FAILED, cause);
    }
  }
  #listen(signal) {
    const look = () => {
      if (signal.aborted) this.end(ABORTED, signal.reason);
    };
    const aborted = () => {
      try {
        look();
      } catch (cause) {
        this.end(ABORTED, cause);
      }
    };
    try {
      this.#silence = listen(signal, aborted);
      look();
    } catch (cause) {
      this.end(DEAF, cause);
    }
  }
  /** Sends a GET. `fields` are the headers' names and values, a line each. */
  send(fetch, url, fields) {
    return this.#run(() => {
      const { signal } = this.#controller;
      const headers = new Headers();
      const lines = fields.split("\n");
      for (let i = 0; i < lines.length; i += 2) headers.append(lines[i], lines[i + 1]);
      const init = { method: "GET", headers, redirect: "manual", signal };
      return typeof fetch === "function" ? fetch(url, init) : fetch.fetch(url, init);
    });
  }
  text(answer) {
    return this.#run(() => answer.text());
  }
  /** Waits for the end of the step itself. */
  sleep() {
    return this.wait(new Promise(() => {}));
  }
  wait(promise) {
    return this.#run(() => promise);
  }
  /** Undoes what the step set up. */
  close() {
    for (const undo of [() => clearTimeout(this.#timer), this.#silence]) {
      try {
        undo?.();
      } catch {}
    }
  }
  /** A promise that is always fulfilled: with how it ended, and the value or the reason. */
  #run(start) {
    return new Promise((settle) => {
      if (this.#ending) return settle(this.#ending);
      this.#settle = settle;
      this.#started = new Promise((resolve) => resolve(start()));
      const settled = (end) => (value) => settle(this.#ending ?? { end, value });
      this.#started.then(settled(DONE), settled(FAILED));
      if (this.#ending) this.#discard();
    });
  }
  /** Ends it before its time. Where the stack ends this does nothing: the timer can do it later. */
  end(end, value) {
    try {
      if (this.#ending) return;
      const ending = { end, value };
      this.#settle?.(ending);
      this.#ending = ending;
      this.#discard();
      this.#controller.abort();
    } catch {}
  }
  /** A `fetch` that ignores its signal sends an answer that nobody waits for. */
  #discard() {
    this.#started?.then((answer) => answer?.body?.cancel?.()).catch(() => {});
  }
};

// src/entry/thrown.js
var MAX_CAUSES = 4;
var MAX_FIELDS = 500;
function describe(thrown, secrets) {
  const texts2 = [];
  for (let value = thrown; texts2.length < MAX_CAUSES;) {
    texts2.push(messageOf(value));
    const cause = read(value, "cause");
    if (!isObject(cause)) break;
    value = cause;
  }
  const shown = secrets.isEmpty || attempt(() => isClean(thrown, secrets, { left: MAX_FIELDS }));
  const text = secrets.redact(texts2.join(": "), MAX_TEXT);
  return { text, value: shown ? thrown : standIn(thrown, secrets, MAX_CAUSES) };
}
function read(value, field) {
  return isObject(value) ? attempt(() => value[field]) : void 0;
}
function messageOf(value) {
  const texts2 = [read(value, "message"), read(value, "code"), attempt(() => String(value))];
  return texts2.find((text) => typeof text === "string" && text !== "") ?? "a value without text";
}
function isClean(value, secrets, fields) {
  const hidesSecrets = (text) => !secrets.appearIn(String(text));
  if (!isObject(value)) return hidesSecrets(value);
  return (
    (isPlainError(value) ||
      ["DOMException", "Array", "Object"].some((name) => isOf(name, value))) &&
    [value, value.name, value.message, value.stack].every(hidesSecrets) &&
    Reflect.ownKeys(value).every((name) => {
      const { get, value: field } = Reflect.getOwnPropertyDescriptor(value, name);
      if (typeof name === "symbol" && isOf("DOMException", value)) return true;
      if (get) return name === "stack";
      return fields.left-- > 0 && hidesSecrets(name) && isClean(field, secrets, fields);
    })
  );
}
function isPlainError(value) {
  if (Object.prototype.toString.call(value) !== "[object Error]" || Symbol.toStringTag in value) {
    return false;
  }
  let above = Reflect.getPrototypeOf(value);
  for (let parent; (parent = Reflect.getPrototypeOf(above)); above = parent) {
    const isPlain = (name) => {
      if (typeof name === "symbol" || ["constructor", "stack"].includes(name)) return true;
      const kind = { name: "string", message: "string", toString: "function" }[name];
      return kind && typeof Reflect.getOwnPropertyDescriptor(above, name).value === kind;
    };
    if (!Reflect.ownKeys(above).every(isPlain)) return false;
  }
  return Object.hasOwn(above, "hasOwnProperty");
}
function isOf(name, value) {
  return Reflect.getPrototypeOf(value) === globalThis[name]?.prototype;
}
function standIn(value, secrets, depth) {
  const error = new Error(secrets.redact(messageOf(value), MAX_TEXT));
  const show = (field, value2, enumerable = true) =>
    Object.defineProperty(error, field, {
      value: value2,
      enumerable,
      configurable: true,
      writable: true,
    });
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

// src/api/entry.js
var MAX_CAUSES2 = 4;
var DroppableStep = class extends Step {
  isAwaited = false;
  send(...args) {
    return this.#watch(super.send(...args));
  }
  text(answer) {
    return this.#watch(super.text(answer));
  }
  sleep() {
    return this.#watch(super.sleep());
  }
  async #watch(promise) {
    this.isAwaited = true;
    const { end, value } = await promise;
    const asked = () => {
      this.isAwaited = false;
      return end;
    };
    return {
      get end() {
        return asked();
      },
      value,
    };
  }
};
var host = {
  ...createHost(),
  inBrowser,
  statusOf,
  firstOf,
  // Should memory or the stack end in one of these, there is less to say.
  readHead: (answer, lines) =>
    attempt(() => readHead(answer, secretsOf(lines))) ?? { lines: "", shown: {} },
  readErrorBody: (text, lines) =>
    attempt(() => readErrorBody(text, secretsOf(lines))) ?? { errors: [], said: "" },
  describe: (thrown, lines) =>
    attempt(() => describe(thrown, secretsOf(lines))) ?? { text: "a value without text" },
  /** `undefined` for what is no JSON. */
  parse: (text) => attempt(() => JSON.parse(text)),
  openStep: (signal, milliseconds) => new DroppableStep(signal, milliseconds),
  closeStep(step) {
    step.close();
    if (step.isAwaited) step.end(FAILED);
  },
  /** What `readOptions` makes of these three; or the error that it throws. */
  readArguments(baseUrl, fetch, signal) {
    try {
      return readOptions("", { baseUrl, fetch, signal });
    } catch (refusal) {
      return refusal;
    }
  },
  /** `undefined` where it cannot be written: nested too deep, or too long for a text. */
  stringify(value) {
    const text = attempt(() => JSON.stringify(value));
    if (!text || !/\\ud[89a-f]/.test(text)) return text;
    return text.replace(/\\(?:(ud[89a-f]..)|.)/g, (escaped, half) => (half ? "\\ufffd" : escaped));
  },
  /** Name, code and message in turn, of what was thrown and of its causes. */
  causesOf(thrown) {
    const texts2 = [];
    let value = thrown;
    do {
      const text = (field) => attempt(() => (isObject(value) ? value[field] : void 0));
      const [name, code, message] = ["name", "code", "message"].map(text);
      const own = [name, code].map((it) => (typeof it === "string" ? it : ""));
      texts2.push(...own, typeof message === "string" ? message : nameless(value));
      value = text("cause");
    } while (isObject(value) && texts2.length < 3 * MAX_CAUSES2);
    return texts2;
  },
};
function nameless(value) {
  return attempt(() => String(value)) ?? "a value without text";
}
function secretsOf(lines) {
  return new Secrets(lines === "" ? [] : lines.split("\n"));
}
export { host };
