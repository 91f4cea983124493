/** What holds of arguments and options, whatever they are. */
import fc from "fast-check";
import { strings, tampered, values } from "./values.js";
import { equal, ok } from "./watched-client.js";

const PATH = "/api/v2/llm-obs/v1/integrations/";
const OPTIONS = ["apiKey", "appKey", "accessToken", "site", "baseUrl", "fetch", "signal"].concat([
  "dangerouslyAllowBrowser",
  "timeout",
  "attemptTimeout",
  "headers",
  "onResponse",
  "other",
]);

/** The ways to give a header. */
const HEADERS = [
  (name, value) => [[name, value]],
  (name, value) => Object.fromEntries([[name, value]]),
  (name, value) => new Map([[name, value]]),
  (name, value) => new Proxy(Object.fromEntries([[name, value]]), {}),
  function* (name, value) {
    yield [name, value];
  },
];

/** The same options as objects of other kinds. */
const DISGUISES = [
  Object.freeze,
  Object.create,
  (options) => Object.assign(Object.create(null), options),
  (options) => Object.assign([], options),
  (options) => Object.assign(new Map(), options),
  (options) => Object.assign(new Error("x"), options),
  (options) => new Proxy(options, {}),
  (options) => new Proxy(Object.freeze({}), { get: (_, name) => options[name] }),
  (options) =>
    new Proxy(options, {
      has: () => false,
      ownKeys: () => [],
      getPrototypeOf: () => null,
      getOwnPropertyDescriptor: () => undefined,
    }),
  (options) =>
    new (class Options {
      static {
        for (const name of Object.keys(options)) {
          Object.defineProperty(this.prototype, name, { get: () => options[name] });
        }
      }
    })(),
  (options) => {
    // Another value at the second look: nothing may be read twice.
    const read = new Set();
    return new Proxy(options, {
      get: (_, name) => (read.has(name) ? Symbol("read again") : (read.add(name), options[name])),
    });
  },
];

export const REQUEST_PROPERTIES = {
  "An integration becomes one segment of the path, or is rejected": {
    arbitrary: fc.oneof(strings, values),
    async holds(integration, client) {
      const { sent, error } = await client.call({}, [integration]);
      const works =
        typeof integration === "string" &&
        !["", ".", ".."].includes(integration) &&
        integration.isWellFormed();
      if (!works) return client.rejected({ sent, error }, "integration");
      const { pathname, search, hash } = new URL(sent[0].url);
      equal([search, hash, pathname.split("/").length], ["", "", 8]);
      equal(decodeURIComponent(pathname.slice(PATH.length, -"/accounts".length)), integration);
    },
  },

  "A key is sent without the white space around it, or is rejected": {
    arbitrary: fc.record({
      name: fc.constantFrom("apiKey", "appKey", "accessToken"),
      value: fc.oneof(strings, tampered("fake-key"), values),
    }),
    async holds({ name, value = "" }, client) {
      const keys = { accessToken: undefined, apiKey: "another", appKey: "another" };
      const end = await client.call({ ...(name !== "accessToken" && keys), [name]: value });
      const key = typeof value === "string" && value.isWellFormed() ? value.trim() : "";
      if (!/^[ -~]+$/.test(key)) return client.rejected(end, name);
      const { headers } = end.sent[0];
      const sent = { apiKey: "dd-api-key", appKey: "dd-application-key" }[name];
      equal(headers.get(sent ?? "authorization"), sent ? key : `Bearer ${key}`);
    },
  },

  "A site leads to Datadog, or is rejected": {
    arbitrary: fc.oneof(
      tampered("datadoghq.com", "app.us5.datadoghq.com", "api.ddog-gov.com"),
      strings,
      values,
    ),
    async holds(site = "", client) {
      const end = await client.call({ site });
      if (end.sent.length === 0) return client.rejected(end, "site");
      const { protocol, host, username, password, pathname } = new URL(end.sent[0].url);
      equal([protocol, username + password, pathname], ["https:", "", `${PATH}openai/accounts`]);
      ok(/^api\.([a-z0-9-]+\.)*(datadoghq\.com|datadoghq\.eu|ddog-gov\.com)$/.test(host), host);
    },
  },

  "A base URL leads to its own origin and path, or is rejected": {
    arbitrary: fc.oneof(
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      tampered("https://edge.example/a/b", "http://localhost:8787/", "http://[::1]:1/x"),
      tampered("http://127.0.0.1", "https://edge.example"),
      strings,
      values,
    ),
    async holds(given = "", client) {
      for (const baseUrl of [given, toUrl(given) ?? given]) {
        const end = await client.call({ baseUrl });
        const base = toUrl(baseUrl);
        if (!base || !isSafe(base)) return client.rejected(end, "baseUrl");
        const asked = new URL(end.sent[0].url);
        equal(asked.origin, base.origin);
        equal(asked.pathname, `${base.pathname.replace(/\/+$/, "")}${PATH}openai/accounts`);
        equal([asked.search, asked.hash, asked.username, asked.password], ["", "", "", ""]);
      }
    },
  },

  "Options are used, or rejected by name, whatever their values are": {
    arbitrary: fc.dictionary(fc.constantFrom(...OPTIONS), values, { noNullPrototype: true }),
    async holds(given, client) {
      // Nothing listens there, should the runtime's own `fetch` be used.
      const { options } = client.options({ baseUrl: "http://127.0.0.1:9", ...given });
      const { error, accounts } = await client.listAccounts("openai", options);
      if (accounts || ("signal" in given && isAborted(given.signal))) return;
      client.documented(error);
      if (error.code === "invalid_argument") ok(OPTIONS.includes(error.argument), error.argument);
    },
  },

  "A caller's header is sent as it is, or is rejected": {
    arbitrary: fc.record({
      name: fc.oneof(strings, tampered("x-team", "DD-API-KEY", "authorization")),
      value: fc.oneof(strings, tampered("a b")),
      how: fc.constantFrom(...HEADERS),
    }),
    async holds({ name, value, how }, client) {
      const end = await client.call({ headers: how(name, value) });
      if (end.sent.length === 0) return client.rejected(end, "headers");
      const { headers } = end.sent[0];
      // As `fetch` trims it.
      equal(headers.get(name), value.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ""));
      equal(headers.get("authorization"), "Bearer SECRET-token");
      equal([...headers].length, 3);
    },
  },

  "Headers are sent or rejected, whatever they are": {
    arbitrary: fc.oneof(values, fc.array(fc.oneof(values, fc.array(values, { maxLength: 3 })))),
    async holds(headers, client) {
      const end = await client.call({ headers });
      if (end.sent.length === 0) client.rejected(end, "headers");
    },
  },

  "A number is accepted or rejected, whatever it is": {
    arbitrary: fc.record({
      name: fc.constantFrom("timeout", "attemptTimeout", "maxRetries"),
      value: fc.oneof(fc.double(), fc.integer({ min: -1, max: 12 }), values),
    }),
    async holds({ name, value }, client) {
      const end = await client.call({ [name]: value });
      const fits = (number) =>
        name === "maxRetries" ? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].includes(number) : number > 0;
      if (value !== undefined && !(typeof value === "number" && fits(value))) {
        client.rejected(end, name);
      } else if (name === "maxRetries" || !(value < 10_000)) {
        equal(end.sent.length, 1);
      } else {
        // So short a time may be over before anything is sent.
        ok(end.sent.length <= 1, `${end.sent.length} requests`);
      }
    },
  },

  "Options without credentials are rejected, whatever they are": {
    arbitrary: values,
    async holds(options, client) {
      const { error } = await client.listAccounts("openai", options);
      client.documented(error, "invalid_argument");
    },
  },

  "Options work as objects of any kind": {
    arbitrary: fc.constantFrom(...DISGUISES),
    async holds(disguise, client) {
      const { options, sent } = client.options({ site: "datadoghq.eu" });
      const { accounts, error } = await client.listAccounts("openai", disguise(options));
      ok(accounts?.length === 0, `${error?.message}`);
      equal(new URL(sent[0].url).host, "api.datadoghq.eu");
    },
  },
};

/** A `URL`, or the URL of a text, relative to the page where there is one. */
function toUrl(value) {
  if (isUrl(value)) return value;
  if (typeof value !== "string" || value === "" || !value.isWellFormed()) return undefined;
  for (const base of [globalThis.location?.href, undefined]) {
    if (URL.canParse(value, base)) return new URL(value, base);
  }
}

function isUrl(value) {
  try {
    return value instanceof URL;
  } catch {
    return false; // a Proxy that lets nobody look
  }
}

function isSafe({ protocol, hostname, href, username, password }) {
  const loopback = /^((.*\.)?localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/.test(hostname);
  const safe = protocol === "https:" || (protocol === "http:" && loopback);
  return safe && username + password === "" && !/[?#]/.test(href);
}

function isAborted(signal) {
  try {
    return signal.aborted;
  } catch {
    return false;
  }
}
