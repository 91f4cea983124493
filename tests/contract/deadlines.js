/** What the deadline of a call, and that of a try, end: on a clock of ours, so each to the millisecond. */
import { played } from "./play.js";

const HOST = "api.datadoghq.com";
const OK = [200, {}, "[]"];
const UNLIMITED = { timeout: Infinity, attemptTimeout: Infinity };

const timedOut = (timeout, option) => ({
  error: {
    code: "timeout",
    timeout,
    message: `no complete response from ${HOST} within ${Math.ceil(timeout)} ms (\`${option}\`)`,
  },
  isAccountsError: true,
});

const http = (status) => ({
  error: { code: "http", status, message: `${HOST} responded with ${status}` },
  isAccountsError: true,
});

/** Name, what each try gets, options, what comes of it. */
const CASES = [
  [
    "By default a call has 30 s and each attempt 10 s.",
    ["stalled"],
    {},
    {
      ...timedOut(30_000, "timeout"),
      timers: [10_000, 250, 10_000, 500, 9250],
      tries: 3,
      took: 30_000,
    },
  ],
  [
    "A call without a limit ends with that of its last attempt.",
    ["stalled"],
    { timeout: Infinity },
    {
      ...timedOut(10_000, "attemptTimeout"),
      timers: [10_000, 250, 10_000, 500, 10_000],
      tries: 3,
    },
  ],
  [
    "An attempt without a limit ends with that of its call.",
    ["stalled"],
    { attemptTimeout: Infinity },
    { ...timedOut(30_000, "timeout"), timers: [30_000], tries: 1 },
  ],
  ["Without limits there is no timer.", [OK], UNLIMITED, { accounts: [], timers: [] }],
  [
    "A limit beyond the longest timer uses the longest timer.",
    [OK],
    { timeout: 2 ** 40, attemptTimeout: 2 ** 40 },
    { accounts: [], timers: [2 ** 31 - 1] },
  ],
  [
    "The call's limit is reported where it is the shorter one,",
    ["stalled"],
    { timeout: 5000 },
    { ...timedOut(5000, "timeout"), timers: [5000], tries: 1 },
  ],
  [
    "and where both are the same.",
    ["stalled"],
    { timeout: 10_000 },
    { ...timedOut(10_000, "timeout"), timers: [10_000], tries: 1 },
  ],
  [
    "A limit may be a fraction.",
    ["stalled"],
    { timeout: 0.5 },
    { ...timedOut(0.5, "timeout"), timers: [0.5] },
  ],
  [
    "The limit of the last attempt is reported where it stalled.",
    ["stalled"],
    { maxRetries: 0, attemptTimeout: 1500 },
    { ...timedOut(1500, "attemptTimeout"), timers: [1500], tries: 1, took: 1500 },
  ],
  [
    "A connection that stalls is retried.",
    ["stalled", OK],
    {},
    { accounts: [], timers: [10_000, 250, 10_000] },
  ],
  [
    "A body that stalls is retried.",
    ["stalled body", OK],
    {},
    { accounts: [], timers: [10_000, 250, 10_000] },
  ],
  [
    "A body that always stalls ends with the call's limit.",
    ["stalled body"],
    {},
    { ...timedOut(30_000, "timeout"), tries: 3, took: 30_000 },
  ],
  [
    "An error whose body stalls is reported with its status, after its retries.",
    ["stalled error"],
    {},
    { ...http(500), timers: [10_000, 250, 10_000, 500, 9250], tries: 3, took: 30_000 },
  ],
  [
    "The deadline applies to a second attempt.",
    ["refused", "stalled"],
    { timeout: 5000 },
    { ...timedOut(5000, "timeout"), timers: [5000, 250, 4750], tries: 2, took: 5000 },
  ],
  [
    "The time that an attempt took is missing for the next one.",
    ["stalled", "refused", "stalled"],
    { timeout: 12_000 },
    { ...timedOut(12_000, "timeout"), timers: [10_000, 250, 1750, 500, 1250], took: 12_000 },
  ],
  [
    "A delay within the deadline is waited for.",
    [[503, { "Retry-After": "29" }], OK],
    {},
    { accounts: [], timers: [10_000, 29_000, 1000], took: 29_000 },
  ],
  ...[
    ["30", 503],
    ["4294967295", 503],
    ["Tue, 24 Nov 2026 08:00:30 GMT", 503],
    ["30", 429],
  ].map(([value, status]) => [
    `A delay past the deadline rejects at once (${status}, ${value}).`,
    [[status, { "Retry-After": value }], OK],
    {},
    { ...http(status), timers: [10_000], tries: 1, took: 0 },
  ]),
  [
    "So does one that its jitter takes past the deadline,",
    [[429, { "Retry-After": "29" }], OK],
    { timeout: 29_499 },
    { ...http(429), timers: [10_000], tries: 1, took: 0 },
  ],
  [
    "and a backoff.",
    ["refused", OK],
    { timeout: 250 },
    {
      error: { code: "network", message: `no response from ${HOST}: refused` },
      isAccountsError: true,
      timers: [250],
      tries: 1,
      took: 0,
    },
  ],
];

export const DEADLINES = CASES.map(([name, answers, options, expected]) =>
  played(name, { answers, options }, expected),
);
