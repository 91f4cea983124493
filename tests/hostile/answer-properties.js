/** What holds of answers, and of what stands in their place. */
import fc from "fast-check";
import { lists, mutations } from "./mutations.js";
import { promises, strings, tampered, values } from "./values.js";
import { RETURNS, THROWS } from "./ways.js";
import { equal, ok } from "./watched-client.js";

const ACCOUNT = { id: "1", account_id: "2", account_name: "3", integration: "openai" };

const names = fc.oneof(
  strings,
  fc.constantFrom("__proto__", "constructor", "then", "x-ratelimit-reset"),
);

/** Plain objects in the place of a `Response`. */
const lookalikes = fc.record(
  {
    status: fc.oneof(
      fc.constantFrom(200, 204, 400, 429, 500),
      fc.integer({ min: -1, max: 70_000 }),
      values,
    ),
    type: fc.oneof(fc.constant("opaqueredirect"), values),
    headers: fc.oneof(
      values,
      fc.array(fc.tuple(names, fc.oneof(strings, values))),
      fc.dictionary(names, values),
    ),
    how: fc.constantFrom(...RETURNS),
    body: fc.oneof(fc.json(), strings, values),
  },
  { requiredKeys: ["status", "how", "body"] },
);

/** Bodies that are nearly what Datadog sends, or nothing like it. */
const bodies = fc.oneof(
  fc.json({ stringUnit: "binary" }),
  strings,
  tampered(JSON.stringify([ACCOUNT]), '{"errors":[{"title":"a","meta":{"b":["c"]}}]}'),
  fc.jsonValue().map((errors) => JSON.stringify({ errors })),
  fc
    .array(
      fc.dictionary(fc.constantFrom("title", "detail", "status", "source", "meta"), fc.jsonValue()),
    )
    .map((errors) => JSON.stringify({ errors })),
);

export const ANSWER_PROPERTIES = {
  "Whatever a fetch throws, and however, is a network error": {
    arbitrary: fc.record({ value: values, how: fc.constantFrom(...THROWS) }),
    async holds({ value, how }, client) {
      const { error } = await client.call({ fetch: how(value) });
      client.documented(error, "network");
      ok("cause" in error || value === undefined, "it has no cause");
    },
  },

  "Whatever a fetch returns, and however, the call settles as documented": {
    arbitrary: fc.record({
      value: fc.oneof(values, promises),
      lookalike: fc.option(lookalikes, { freq: 3 }),
      how: fc.constantFrom(...RETURNS),
    }),
    async holds({ value, lookalike, how }, client) {
      const { how: text, body, ...answer } = lookalike ?? {};
      const fetch = how(lookalike ? { ...answer, text: text(body) } : value);
      const { error, accounts } = await client.call({ fetch, signal: soon() });
      if (!accounts && error !== "enough") client.documented(error, "http", "network", "decode");
    },
  },

  "Whatever a body is, it is accounts, a place that is wrong, or Datadog's errors": {
    arbitrary: fc.record({
      status: fc.oneof(fc.constant(200), fc.integer({ min: 200, max: 599 })),
      body: bodies,
    }),
    async holds({ status, body }, client) {
      const answer = new Response([204, 205, 304].includes(status) ? null : body, { status });
      const { error, accounts } = await client.call({ fetch: () => answer });
      if (accounts) {
        equal(accounts, [JSON.parse(body.replace(/^\ufeff/, ""))].flat());
      } else if (status < 300) {
        client.documented(error, "decode");
      } else {
        client.documented(error, "http");
        equal(error.status, status);
        for (const detail of error.errors) checkDetail(detail);
        if ("body" in error) {
          ok(error.errors.length === 0 && error.body !== "", "it has errors and a body");
          ok(new TextEncoder().encode(error.body).length <= 2048, "its body is too long");
        }
      }
    },
  },

  "Accounts that are as documented come as they are": {
    arbitrary: lists,
    async holds(list, client) {
      const { accounts } = await client.call({ fetch: () => new Response(JSON.stringify(list)) });
      equal(accounts, list);
    },
  },

  "A schema mismatch is named by its JSON path": {
    arbitrary: mutations,
    async holds({ body, ...place }, client) {
      const end = await client.call({ fetch: () => new Response(JSON.stringify(body)) });
      if (!place.path) return equal(end.accounts, [body].flat());
      const { code, path, expected, found } = end.error ?? {};
      equal({ code, path, expected, found }, { code: "decode", ...place });
    },
  },

  "Fields that nobody knows are kept as data, and pollute nothing": {
    arbitrary: fc.dictionary(names, fc.jsonValue(), { maxKeys: 8 }),
    async holds(fields, client) {
      const known = Object.entries(ACCOUNT);
      const text = [...Object.entries(fields), ["__proto__", { polluted: true }], ...known]
        .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
        .join(",");
      const body = new Response(`[{${text}}]`);
      const { accounts, error } = await client.call({ fetch: () => body });
      ok(accounts, `${error?.message}`);
      // Half a character does not survive the way over UTF-8.
      const came = new TextDecoder().decode(new TextEncoder().encode(`[{${text}}]`));
      equal(accounts, JSON.parse(came));
      ok(Object.getPrototypeOf(accounts[0]) === Object.prototype, "it has another prototype");
      ok(accounts[0].polluted === undefined && {}.polluted === undefined, "it polluted something");
    },
  },
};

/** For what never answers. */
function soon() {
  const controller = new AbortController();
  setTimeout(() => controller.abort("enough"), 20);
  return controller.signal;
}

/** Texts, and objects where objects belong; what is absent is absent. */
function checkDetail({ source, meta, ...texts }) {
  for (const object of [source, meta]) {
    ok(
      object === undefined ||
        (typeof object === "object" && object !== null && !Array.isArray(object)),
      "it is no object",
    );
  }
  for (const value of Object.values({ ...texts, ...source })) {
    ok(typeof value === "string", `a field is a ${typeof value}`);
  }
}
