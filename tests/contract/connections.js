/** What a call does over a real connection that is in trouble (server.js). */

/** Every phase that is aborted but the first would last longer than this. */
const AT_ONCE = 5000;
/** Enough for a phase to be well begun; that it has is not relied on. */
const A_MOMENT = 50;

const TOKEN = { accessToken: "fake-access-token" };

/** Where the call is when its signal aborts: whom it asks, and what tells that it is there. */
const PHASES = {
  "before it begins": { trouble: "stalls-in-headers" },
  "while it waits for headers": { trouble: "stalls-in-headers", when: "sent 1" },
  "while it reads a body": { trouble: "stalls-in-body", when: "responded 1" },
  "while it reads an error's body": { trouble: "stalls-in-error", when: "responded 1" },
  "while it waits for a retry": { trouble: "unavailable", when: "responded 1" },
  "in its second attempt": { trouble: "fails-then-stalls", when: "sent 2" },
};

const ABORTS = Object.entries(PHASES).map(([phase, { trouble, when }]) => ({
  name: `An abort ${phase} rejects with the signal's reason at once.`,
  expected: { isReason: true, atOnce: true, sent: when ? Number(when.at(-1)) : 0 },
  async run({ listAccounts, baseUrl }) {
    const controller = new AbortController();
    const { signal } = controller;
    const reason = { why: "enough" };
    let sent = 0;
    let reached;
    const there = new Promise((resolve) => {
      reached = (event) => event === when && resolve();
    });
    const options = {
      ...TOKEN,
      baseUrl: `${baseUrl}/${trouble}`,
      attemptTimeout: Infinity,
      signal,
      fetch(...args) {
        reached(`sent ${++sent}`);
        return fetch(...args);
      },
      onResponse: ({ attempt }) => reached(`responded ${attempt}`),
    };
    if (!when) controller.abort(reason);
    const call = listAccounts("openai", options).catch((error) => error);
    if (when) {
      await there;
      await new Promise((resolve) => setTimeout(resolve, A_MOMENT));
      controller.abort(reason);
    }
    const aborted = Date.now();
    const isReason = (await call) === reason;
    return { isReason, atOnce: Date.now() - aborted < AT_ONCE, sent };
  },
}));

const timedOut = (timeout, option) => ({
  error: {
    code: "timeout",
    timeout,
    message: `no complete response from HOST within ${timeout} ms (\`${option}\`)`,
  },
});
const http = (status, rest = "") => ({
  error: { code: "http", status, message: `HOST responded with ${status}${rest}` },
});

/** Name, trouble, options, what comes of it. */
const OUTCOMES = [
  ["A failed attempt is retried.", "fails-then-works", {}, { accounts: [] }],
  [
    "A stalled attempt is retried.",
    "stalls-then-works",
    { attemptTimeout: 1000, maxRetries: 5 },
    { accounts: [] },
  ],
  [
    "The deadline ends an attempt that waits for headers.",
    "stalls-in-headers",
    { timeout: 200 },
    timedOut(200, "timeout"),
  ],
  [
    "The limit of an attempt ends it while it waits for headers.",
    "stalls-in-headers",
    { attemptTimeout: 200, maxRetries: 1 },
    timedOut(200, "attemptTimeout"),
  ],
  [
    "The deadline ends an attempt that reads a body.",
    "stalls-in-body",
    { timeout: 1000 },
    timedOut(1000, "timeout"),
  ],
  [
    "The deadline ends an attempt that reads an error's body, and its status is reported.",
    "stalls-in-error",
    { timeout: 3000 }, // by then its headers are there, on a slow machine too
    http(500),
  ],
  [
    "A delay past the deadline rejects at once.",
    "unavailable",
    { timeout: 20_000 },
    http(503, ": later"),
  ],
].map(([name, trouble, options, expected]) => ({
  name,
  expected,
  run: ({ listAccounts, baseUrl }) =>
    listAccounts("openai", { ...TOKEN, baseUrl: `${baseUrl}/${trouble}`, ...options }).then(
      (accounts) => ({ accounts }),
      ({ code, status, timeout, message }) => {
        const text = message.replace(new URL(baseUrl).host, "HOST");
        return { error: { code, status, timeout, message: text } };
      },
    ),
}));

export const CONNECTIONS = [...ABORTS, ...OUTCOMES];
