/** A thousand calls at once, each with another end, over real sockets. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { serve } from "../fake/serve.js";
import { ACCOUNT, AccountsError, listAccounts } from "../node/common.js";

const CALLS = 1000;

/** What the server does, by the integration's name, and the call's end. */
const ENDS = {
  accounts: { answer: (id) => Response.json([{ ...ACCOUNT, id }]), end: (id) => `accounts ${id}` },
  empty: { answer: () => Response.json([]), end: () => "accounts " },
  slow: {
    answer: async (id) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return Response.json([{ ...ACCOUNT, id }]);
    },
    end: (id) => `accounts ${id}`,
  },
  refused: {
    answer: (id) => Response.json({ errors: [{ title: id }] }, { status: 403 }),
    end: (id) => `http 403 ${id}`,
  },
  limited: {
    answer: (id) =>
      Response.json({ errors: [id] }, { status: 429, headers: { "X-RateLimit-Reset": "7" } }),
    end: (id) => `http 429 ${id}`,
  },
  moved: {
    answer: () => new Response(null, { status: 307, headers: { Location: "/elsewhere" } }),
    end: () => "http 307 ",
  },
  broken: {
    answer: () => Promise.reject(new Error("broken")),
    end: () => "http 500 Internal Server Error",
  },
  html: { answer: () => new Response("<html>"), end: () => "decode $" },
  wrong: {
    answer: (id) => Response.json([ACCOUNT, { ...ACCOUNT, id: [id] }]),
    end: () => "decode $[1].id",
  },
  cut: {
    answer: () => new Response(new ReadableStream({ pull: (it) => it.error(new Error("cut")) })),
    end: () => "network",
  },
  unanswered: {
    answer: () => new Promise(() => {}),
    options: { timeout: 300 },
    end: () => "timeout 300",
  },
  stalled: {
    answer: () => new Response(new ReadableStream()),
    options: { attemptTimeout: 200 },
    end: () => "timeout 200",
  },
  left: { answer: () => new Promise(() => {}), aborts: true, end: (id) => `aborted ${id}` },
  invalid: {
    options: { site: "elsewhere.example", baseUrl: undefined },
    end: () => "invalid_argument site",
  },
};

test("A thousand simultaneous calls each have their own outcome.", async (t) => {
  const server = await serve(({ url }) => {
    const [, id, , , , , , kind] = new URL(url).pathname.split("/");
    return ENDS[kind].answer(id);
  });
  t.after(() => server.close());

  const kinds = Object.keys(ENDS);
  const calls = Array.from({ length: CALLS }, async (_, i) => {
    const kind = kinds[i % kinds.length];
    const { options, aborts, end } = ENDS[kind];
    const controller = new AbortController();
    if (aborts) setTimeout(() => controller.abort(`aborted ${i}`), i % 100);
    const fixed = { baseUrl: `${server.url}/${i}`, accessToken: `token-${i}`, maxRetries: 0 };
    // A thousand connections take a busy machine their time.
    const patience = { timeout: Infinity, attemptTimeout: 120_000 };
    const call = listAccounts(kind, {
      ...fixed,
      ...patience,
      signal: controller.signal,
      ...options,
    });
    return { actual: await call.then(told, told), expected: end(String(i)) };
  });
  const ends = await Promise.all(calls);
  assert.deepEqual(
    ends.filter(({ actual, expected }) => actual !== expected),
    [],
  );
  const sent = server.requests.map(({ url, headers }) => [
    url.split("/")[1],
    headers.authorization,
  ]);
  const strangers = sent.filter(([id, authorization]) => authorization !== `Bearer token-${id}`);
  assert.deepEqual(strangers, []);
  const asked = sent.map(([id]) => id);
  assert.equal(new Set(asked).size, asked.length, "a call was sent twice");
});

function told(end) {
  if (Array.isArray(end)) return `accounts ${end.map(({ id }) => id)}`;
  if (!(end instanceof AccountsError)) return end;
  const { code, status, errors, path, argument, timeout } = end;
  const [{ title, detail } = {}] = errors ?? [];
  if (code === "http") return `http ${status} ${title ?? detail ?? ""}`;
  return [code, path ?? argument ?? timeout].filter(Boolean).join(" ");
}
