/** What holds of secrets, wherever they are echoed. */
import fc from "fast-check";
import { gettersOf } from "../getters.js";
import { strings } from "./values.js";
import { equal, ok } from "./watched-client.js";

const json = (body) => new Response(JSON.stringify(body), { status: 400 });

/** Answers and thrown values that hold a text; `init` is what the fetch was given. */
const ECHOES = [
  (echo) => new Response(echo, { status: 400 }),
  (echo) => new Response(`<p>${encodeURIComponent(echo)}</p>`, { status: 502 }),
  (echo) => new Response(JSON.stringify({ message: JSON.stringify({ echo }) }), { status: 500 }),
  (echo) => new Response(null, { status: 302, headers: { Location: encodeURI(echo) } }),
  (echo) => ({
    status: 429,
    headers: [
      ["x-echo", echo],
      ["x-ratelimit-name", echo],
    ],
    text: () => "",
  }),
  (echo) => json({ errors: [echo, JSON.stringify({ echo })] }),
  (echo) => json({ errors: [{ title: echo, source: { header: echo }, meta: { [echo]: [echo] } }] }),
  (echo) => json({ errors: { [echo]: echo } }),
  (echo) => new Response(JSON.stringify([{ id: { [echo]: echo } }])),
  (echo) => new Response(echo, { headers: { "X-Echo": echo } }),
  (echo) => {
    throw echo;
  },
  (echo) => Promise.reject(new TypeError(echo, { cause: new Error(JSON.stringify(echo)) })),
  (echo) => Promise.reject(Object.assign(new Error("x"), { [echo]: echo, name: echo, code: echo })),
  (echo) => Promise.reject(new AggregateError([new Error(echo)], encodeURIComponent(echo))),
  (echo) => Promise.reject(new DOMException(echo, "NetworkError")),
  (echo) => Promise.reject({ echo, toString: () => echo }),
  (echo) => Promise.reject(new Hiding(echo)),
  (echo) => Promise.reject(Object.assign(new Error("x"), { cause: new Hiding(echo) })),
  (echo) => Promise.reject(named(echo)),
  (echo) => Promise.reject(new DOMException("x", echo)),
  (echo) => Promise.reject(new HidingException(echo)),
  (echo) => Promise.reject(Object.assign([], { [Symbol.toStringTag]: "Error", echo })),
  (_, init) => Promise.reject(init),
  (_, init) => Promise.reject(Object.assign(new Error("x"), { config: { init } })),
];

/** Errors that show a text by a getter, the name of their class or the like. */
class Hiding extends Error {
  #echo;

  constructor(echo) {
    super("x");
    this.#echo = echo;
  }

  get name() {
    return `Hiding ${this.#echo ?? ""}`;
  }
}

class HidingException extends DOMException {
  #echo;

  constructor(echo) {
    super("x", "AbortError");
    this.#echo = echo;
  }

  get request() {
    return this.#echo;
  }
}

function named(echo) {
  class Named extends Error {
    toString() {
      return "x";
    }
  }
  Named.prototype.name = echo;
  return new Named("x");
}

/** Characters that some encoding changes. */
const special = fc.constantFrom(..."aZ09-_=+/.~\"\\%&<>!'()*[]{}?#:; ");

export const SECRET_PROPERTIES = {
  "A secret is in no error, wherever it is echoed": {
    arbitrary: fc.record({
      inner: fc.string({ unit: special, minLength: 2, maxLength: 24 }),
      before: fc.oneof(
        strings,
        fc.nat({ max: 9000 }).map((length) => "x".repeat(length)),
      ),
      after: strings,
      echo: fc.constantFrom(...ECHOES),
    }),
    async holds({ inner, before, after, echo }, client) {
      const secret = `S3${inner}3S`;
      const fetch = (_, init) => echo(before + secret + after, init);
      const { error } = await client.call({ accessToken: secret, fetch });
      client.documented(error);
      const inJson = JSON.stringify(secret).slice(1, -1);
      const inUrl = encodeURIComponent(secret);
      for (const text of texts(error)) {
        for (const form of [secret, inJson, inUrl]) ok(!text.includes(form), text);
        // Nor a piece of it at the end of a text that was cut.
        ok(!text.endsWith(secret.slice(0, 4)), text);
      }
    },
  },

  "A secret goes into its own header, and nowhere else": {
    arbitrary: fc.string({ unit: special, minLength: 1, maxLength: 24 }),
    async holds(inner, client) {
      const secret = `S3${inner}3S`;
      const { sent } = await client.call({ accessToken: secret });
      equal(sent.length, 1);
      const [{ url, headers }] = sent;
      const where = [...headers]
        .filter(([, value]) => value.includes(secret))
        .map(([name]) => name);
      equal([url.includes("S3"), where], [false, ["authorization"]]);
    },
  },
};

/** Every text in an error: names and values of its fields, at any depth. */
function texts(value, seen = new Set()) {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  const names = Object.getOwnPropertyNames(value);
  const inherited = value instanceof Error ? [value.name, value.message, String(value)] : [];
  const fields = [...names, ...gettersOf(value)].flatMap((name) => texts(value[name], seen));
  return [...names, ...inherited, ...fields];
}
