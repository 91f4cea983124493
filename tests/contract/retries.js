/** Which failures are tried again, how often, and after which very waits. */
import { played } from "./play.js";

const HOST = "api.datadoghq.com";
const OK = [200, {}, "[]"];
/** Without limits the only timers are the waits. */
const UNLIMITED = { timeout: Infinity, attemptTimeout: Infinity };
const UNLIMITED_TEN = { ...UNLIMITED, maxRetries: 10 };

const waits = (name, answers, timers, { options = UNLIMITED, random } = {}) =>
  played(name, { answers: [...answers, OK], options, random }, { accounts: [], timers });

const ends = (name, answers, { tries, timers, options = UNLIMITED, random, ...error }) =>
  played(
    name,
    { answers, options, random },
    {
      error: { ...error, status: error.status, timeout: error.timeout },
      isAccountsError: true,
      tries,
      ...(timers && { timers }),
    },
  );

const http = (status, rest = "") => ({
  code: "http",
  status,
  message: `${HOST} responded with ${status}${rest}`,
});
const LIMITED = [429, { "X-RateLimit-Reset": "7" }];

export const RETRIES = [
  ...[408, 429, 500, 501, 502, 503, 504, 507, 599].map((status) =>
    ends(`A ${status} is retried twice.`, [[status]], { ...http(status), tries: 3 }),
  ),
  ...[304, 400, 402, 404, 405, 406, 409, 410, 413, 418, 422, 425, 428, 451, 499, 600].map(
    (status) =>
      ends(
        `A ${status} is not retried, whatever its headers say.`,
        [[status, { "Retry-After": "1", "X-RateLimit-Reset": "1", "x-should-retry": "true" }]],
        { ...http(status), tries: 1, timers: [] },
      ),
  ),
  ...[301, 302, 303, 307, 308].map((status) =>
    ends(`A redirect with ${status} is not retried.`, [[status]], {
      ...http(status, ", a redirect, which is never followed"),
      tries: 1,
    }),
  ),
  ...[401, 403].map((status) =>
    ends(`A ${status} is not retried.`, [[status]], {
      ...http(status, " (check that `accessToken` is valid and may list accounts)"),
      tries: 1,
    }),
  ),
  ...[408, 429, 500, 503].map((status) =>
    ends(
      `A ${status} that forbids a retry is not retried.`,
      [[status, { "x-should-retry": "false", "Retry-After": "1" }]],
      { ...http(status), tries: 1, timers: [] },
    ),
  ),
  ends("A response can forbid a third attempt.", [[503], [503, { "x-should-retry": "false" }]], {
    ...http(503),
    tries: 2,
  }),
  ends("A request without a response is retried twice.", ["refused"], {
    code: "network",
    message: `no response from ${HOST}: refused`,
    tries: 3,
    timers: [250, 500],
  }),
  ends("A body that breaks off is retried twice.", ["broken off"], {
    code: "network",
    message: `no response from ${HOST}: broken off`,
    tries: 3,
    timers: [250, 500],
  }),
  ends("A response that does not match the schema is not retried.", [[200, {}, "<html>"]], {
    code: "decode",
    message: "the response does not match the documented schema: expected JSON at $, found HTML",
    tries: 1,
    timers: [],
  }),
  ends("The last failure is reported.", ["refused", [500], [503]], {
    ...http(503),
    tries: 3,
  }),
  ends("Without retries there is one attempt.", [[503]], {
    ...http(503),
    tries: 1,
    timers: [],
    options: { ...UNLIMITED, maxRetries: 0 },
  }),
  ends("Ten retries make eleven attempts.", ["refused"], {
    code: "network",
    message: `no response from ${HOST}: refused`,
    tries: 11,
    options: UNLIMITED_TEN,
    random: 1,
    timers: [500, 1000, 2000, 4000, 8000, 8000, 8000, 8000, 8000, 8000],
  }),
  ends("The random delay can be zero.", ["refused"], {
    code: "network",
    message: `no response from ${HOST}: refused`,
    tries: 3,
    random: 0,
    timers: [0, 0],
  }),

  waits("The delay is random, up to 0.5 s doubling.", [[500], "refused"], [125, 250], {
    random: 0.25,
  }),
  waits("The delay after a 429 is the rate limit's reset plus up to a second.", [LIMITED], [7500]),
  waits("The jitter after a reset is at least zero", [LIMITED], [7000], { random: 0 }),
  waits("and at most a second.", [LIMITED], [8000], { random: 1 }),
  waits("A reset of 0 leaves only the jitter.", [[429, { "X-RateLimit-Reset": "0" }]], [500]),
  waits(
    "A reset takes precedence over Retry-After,",
    [[429, { "X-RateLimit-Reset": "7", "Retry-After": "9" }]],
    [7500],
  ),
  waits("which is used where there is no reset", [[429, { "Retry-After": "9" }]], [9500]),
  waits(
    "or one that is invalid.",
    [[429, { "X-RateLimit-Reset": "soon", "Retry-After": "9" }]],
    [9500],
  ),
  waits(
    "A reset that is a timestamp is converted to the time left.",
    [[429, { "X-RateLimit-Reset": `${Date.parse("2026-11-24T08:00:05Z") / 1000}` }]],
    [5500],
  ),
  waits("A repeated reset is understood.", [[429, { "X-RateLimit-Reset": "7, 7" }]], [7500]),
  waits("A 429 without a reset backs off.", [[429], [429]], [250, 500]),
  waits("The delay after a 503 is its Retry-After.", [[503, { "Retry-After": "9" }]], [9000]),
  waits(
    "Retry-After can be a date",
    [[503, { "Retry-After": "Tue, 24 Nov 2026 08:00:09 GMT" }]],
    [9000],
  ),
  waits("for a 429 too,", [[429, { "Retry-After": "Tue, 24 Nov 2026 08:00:09 GMT" }]], [9500]),
  waits(
    "or one that has passed.",
    [[503, { "Retry-After": "Tue, 24 Nov 2026 07:59:00 GMT" }]],
    [0],
  ),
  waits("A reset is ignored for a 503.", [[503, { "X-RateLimit-Reset": "7" }]], [250]),
  ...[408, 500, 502, 504].map((status) =>
    waits(
      `After a ${status} headers do not set the delay.`,
      [[status, { "Retry-After": "9", "X-RateLimit-Reset": "7" }]],
      [250],
    ),
  ),
  ...["7, 7", " 7 ", "7,soon"].map((value) =>
    waits(`A Retry-After of "${value}" is 7 s.`, [[503, { "Retry-After": value }]], [7000]),
  ),
  ...[
    "",
    "soon",
    "-5",
    "1.5",
    "1e3",
    "NaN",
    "Infinity",
    "99999999999999999999",
    "99:99",
    "0x7",
  ].map((value) =>
    waits(`A Retry-After of "${value}" is ignored.`, [[503, { "Retry-After": value }]], [250]),
  ),
  ...["-1", "7.5", "soon", "99999999999999999999"].map((value) =>
    waits(`A reset of "${value}" is ignored.`, [[429, { "X-RateLimit-Reset": value }]], [250]),
  ),
  waits(
    "The backoff doubles with each attempt.",
    [[500], [503, { "Retry-After": "1" }], [500]],
    [250, 1000, 1000],
    { options: UNLIMITED_TEN },
  ),
];
