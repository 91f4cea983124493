// The few things that only JavaScript can do, or that would be slow or unsafe from Rust, such as looking at the
// caller's values, which can be anything. Bound in platform.rs; wasm-bindgen requires one file without imports.

/** What `read` returns; `undefined` where it throws. */
export function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/**
 * Whether every visitor can read what this code holds: in a page and in a browser's workers. Servers that bring
 * a DOM along (jsdom) are not browsers. None is recognised by a name alone: bundlers polyfill Node's globals,
 * and an element's id makes a global of a page too.
 */
export function inBrowser() {
  const { document, WorkerGlobalScope, WebSocketPair, EdgeRuntime, process, Bun, Deno } =
    globalThis;
  if (!document && !WorkerGlobalScope) return false;
  const onServer =
    typeof WebSocketPair === "function" ||
    typeof EdgeRuntime === "string" ||
    // The real one has a tag of its own; polyfills are plain objects, whatever versions they claim.
    (Object.prototype.toString.call(process) === "[object process]" &&
      typeof process.versions?.node === "string") ||
    typeof Bun?.version === "string" ||
    typeof Deno?.version?.deno === "string";
  return !onServer;
}

/** The URL that `fetch` would request for this text; `undefined` where it would reject it. */
export function resolveUrl(text) {
  const base = attempt(() => document.baseURI) ?? attempt(() => location.href);
  return (attempt(() => new URL(text, base)) ?? attempt(() => new URL(text)))?.href;
}

/** The origin of the page or worker, where there is one. */
export function pageOrigin() {
  return attempt(() => location.origin);
}

/** A `HeadersInit` as a list of names, each followed by its value; `undefined` where it is something else. */
export function headerPairs(headers) {
  return attempt(() => {
    if (typeof headers !== "object") return undefined;
    const texts = [];
    for (const pair of Symbol.iterator in headers ? headers : Object.entries(headers)) {
      if (!Array.isArray(pair) || pair.length !== 2) return undefined;
      // Copied: what a Proxy returns the next time may be something else.
      const [name, value] = pair;
      if (typeof name !== "string" || typeof value !== "string") return undefined;
      texts.push(name, value);
    }
    return texts;
  });
}

/** The values of an object's fields with these names, up to one that throws. */
export function readFields(object, names) {
  const values = [];
  attempt(() => names.forEach((name) => values.push(object[name])));
  return values;
}

/** Other names of the credentials, from Datadog's clients, agent and documentation. */
const OTHER_NAMES = {
  apiKey: /^((dd|datadog)?apikey|apikeyauth)$/,
  appKey: /^((dd|datadog)?(app|application)key|appkeyauth)$/,
  accessToken: /^(dd)?(access|bearer)?token$/,
};

/** The end of a message about a missing credential: what was passed under other names, such as `DD_APP_KEY`. */
export function nearMisses(argument, options) {
  const names = attempt(() => Object.keys(options)) ?? [];
  if (!(argument in OTHER_NAMES) || names.includes(argument)) return "";
  const found = names.flatMap((name) => {
    const plain = name.replace(/[^a-z\d]/gi, "").toLowerCase();
    const meant = Object.keys(OTHER_NAMES).find((it) => OTHER_NAMES[it].test(plain));
    return meant && !names.includes(meant) ? `\`${name}\`: write \`${meant}\`` : [];
  });
  return found[0] ? ` (found ${found.join(", ")})` : "";
}

/** Whether a value has what an `AbortSignal` is used for here. */
export function isSignal(value) {
  const kinds = attempt(() => [typeof value.aborted, typeof value.addEventListener]);
  return kinds?.join() === "boolean,function";
}

/** Whether `send` can send with this. */
export function canSend(fetch) {
  const method = attempt(() => (fetch === undefined ? globalThis : fetch).fetch);
  return typeof fetch === "function" || typeof method === "function";
}

/** Sends a request. Without a `fetch` it looks up the runtime's own each time: programs replace it. */
export function send(fetch, url, init) {
  return settled(() => {
    if (typeof fetch === "function") return fetch(url, init);
    return (fetch === undefined ? globalThis : fetch).fetch(url, init);
  });
}

/** Instead of an exception a rejection: wasm-bindgen leaks a table slot at each exception of an import. */
function settled(call) {
  try {
    return call();
  } catch (error) {
    return Promise.reject(error);
  }
}

/**
 * What gloo-net can read without a trap: a copy in the shape of a `Response`, as far as it is read, since a
 * getter may throw the next time. `undefined` where a status or a method to read the body is missing.
 */
export function asResponse(value) {
  return attempt(() => {
    const { status, headers, bodyUsed } = value;
    const isRedirect = status === 0 && value.type === "opaqueredirect";
    const isStatus = Number.isInteger(status) && status >= 200 && status < 1000;
    if (!isRedirect && !isStatus) return undefined;
    if (typeof value.text !== "function" && typeof value.json !== "function") return undefined;
    return {
      status,
      bodyUsed: bodyUsed === true,
      // Made when it is read: few calls look at headers.
      get headers() {
        return headerMap(headers);
      },
    };
  });
}

/**
 * The headers of a response, be they a polyfill's or a mock's: whatever has pairs of a name and a value. Repeated
 * ones are joined, as `set-cookie` is not in Node. gloo-net would trap on a Proxy or a subclass of `Headers`.
 */
function headerMap(headers) {
  const map = new Map();
  const isText = (value) => ["string", "number"].includes(typeof value);
  attempt(() => {
    if (!(Symbol.iterator in headers)) headers = headers.entries?.() ?? Object.entries(headers);
    for (const [name, value] of headers) {
      if (!isText(name) || !isText(value)) continue;
      const key = `${name}`.toLowerCase();
      map.set(key, map.has(key) ? `${map.get(key)}, ${value}` : `${value}`);
    }
  });
  return map;
}

/** A promise of the body as text. Mocks often have `json()` alone. */
export function readText(response) {
  return settled(() => {
    if (typeof response.text === "function") return response.text();
    return Promise.resolve(response.json()).then(
      (value) => JSON.stringify(value),
      (error) => {
        // The body is not JSON; this text is not either.
        if (error?.name === "SyntaxError") return String(error);
        throw error;
      },
    );
  });
}

/** The value of a JSON text; `undefined` where it is not JSON. */
export function parseJson(text) {
  return attempt(() => JSON.parse(text));
}

/** Calls `onResponse`; what it throws or rejects with is ignored. */
export function notify(onResponse, info) {
  new Promise((resolve) => resolve(onResponse(info))).catch(() => {});
}

/** The code of the first character of a text that is not white space; 0 where there is none. */
export function firstCharCode(text) {
  return (typeof text === "string" && text.trimStart().charCodeAt(0)) || 0;
}

/** The type of a parsed JSON value, as `Kind` in check.rs numbers them. */
export function kindOf(value) {
  const type = typeof value;
  if (type === "string") return 2;
  if (type === "object") return value === null ? 1 : Array.isArray(value) ? 3 : 4;
  return type === "undefined" ? 0 : type === "boolean" ? 5 : 6;
}

/** The kinds of an object's fields, as `FieldKinds` in check.rs has them: a call for each would be slow. */
export function fieldKinds(value, names) {
  const kind = kindOf(value);
  if (kind !== 4) return kind | (1 << 31);
  let kinds = 0;
  for (let i = 0; i < names.length; i++) kinds |= kindOf(value[names[i]]) << (3 * i);
  return kinds;
}

/** The same for an element of a list, which is not passed to WebAssembly and back. */
export function elementKinds(list, index, names) {
  return fieldKinds(list[index], names);
}

/** The value of the field that has its name at that place. */
export function field(object, names, place) {
  return object[names[place]];
}

/** The index of the first element that is not a string; at least the length where there is none. */
export function firstNonString(list) {
  return list.findIndex((element) => typeof element !== "string") >>> 0;
}

/** The listeners of the calls that share a signal, behind one listener on the signal. */
const groups = /* @__PURE__ */ new WeakMap();

/**
 * Calls `listener` on an abort, until the function that it returns is called. However many calls share a signal,
 * it has one listener, since Node warns from the eleventh on, and none after the last call.
 */
function listen(signal, listener) {
  let group = groups.get(signal);
  if (!group) {
    const listeners = new Set();
    group = { listeners, notify: () => listeners.forEach((each) => each()) };
    try {
      signal.addEventListener("abort", group.notify);
    } catch (error) {
      attempt(() => signal.removeEventListener("abort", group.notify));
      throw error;
    }
    groups.set(signal, group);
  }
  group.listeners.add(listener);
  return () => {
    if (group.listeners.delete(listener) && group.listeners.size === 0) {
      groups.delete(signal);
      signal.removeEventListener("abort", group.notify);
    }
  };
}

/** Ends an attempt or a delay early: on the caller's signal or when its time limit has passed. */
export class Cancellation {
  timedOut = false;
  aborted = false;
  /** The signal's reason, once it has aborted. */
  reason;
  /** Fulfilled on either. */
  ended;
  #end;
  /** Its own: `fetch` would add a listener to the caller's signal at each attempt. */
  #controller = new AbortController();
  #racing;
  #timer;
  #unlisten;

  /** @throws what the signal throws, which may be a polyfill or `undefined` */
  constructor(signal, milliseconds) {
    this.ended = new Promise((resolve) => (this.#end = resolve));
    if (signal) {
      // Anyone can dispatch an "abort" event; only a signal that has aborted counts.
      const check = () => signal.aborted && this.#abort(signal);
      check();
      if (!this.aborted) {
        this.#unlisten = listen(signal, () => attempt(check));
        attempt(check);
      }
      if (this.aborted) this.close(true);
    }
    if (milliseconds < Infinity && !this.aborted) {
      const timeOut = () => {
        if (!this.aborted) this.timedOut = true;
        this.#cancel();
      };
      // A longer timer would fire at once.
      this.#timer = setTimeout(timeOut, Math.min(milliseconds, 2 ** 31 - 1));
    }
  }

  get signal() {
    return this.#controller.signal;
  }

  /** A promise for whatever comes first: that of `value`, or the end. */
  race(value) {
    this.#racing = value;
    return Promise.race([value, this.ended]);
  }

  /** Removes the timer and the listener; aborts what is not `complete`. */
  close(complete) {
    clearTimeout(this.#timer);
    attempt(() => this.#unlisten?.());
    if (!complete) this.#cancel();
  }

  #abort(signal) {
    if (this.timedOut || this.aborted) return;
    this.aborted = true;
    this.reason = attempt(() => signal.reason);
    // Polyfills have none.
    if (this.reason === undefined) {
      this.reason = new DOMException("The operation was aborted.", "AbortError");
    }
    this.#cancel();
  }

  #cancel() {
    this.#end();
    attempt(() => this.#controller.abort());
    // A `fetch` that ignores its signal delivers a response that nobody waits for; node-fetch's body is a stream
    // of Node's. Not `Promise.resolve`: instrumentation may have given the promise a `then` that throws.
    new Promise((resolve) => resolve(this.#racing))
      .then(({ body }) => (body.cancel ? body.cancel() : body.destroy()))
      .catch(() => {});
  }
}
