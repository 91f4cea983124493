/** Plays a call against answers that are written down, in any runtime, and tells all that came of it. */
import { withClock } from "./clock.js";

const TOKEN = { accessToken: "fake-access-token" };

/**
 * What can come of one try. Plain objects, because reading a `Response` takes a browser real time.
 */
const ANSWERS = {
  refused: () => Promise.reject(new TypeError("refused")),
  "broken off": () => answer(200, {}, () => Promise.reject(new TypeError("broken off"))),
  stalled: () => new Promise(() => {}),
  "stalled body": () => answer(200, {}, () => new Promise(() => {})),
  "stalled error": () => answer(500, {}, () => new Promise(() => {})),
  nonsense: () => ({}),
};

function answer(status, headers, text) {
  return { status, headers: new Headers(headers), text };
}

/**
 * @param {typeof import("datadog-llm-accounts")} client
 * @param {{ answers: (string | [number, object?, string?])[], options?: object, random?: number }} play
 *   what each try gets; the last one is repeated
 * @returns {Promise<object>} `timers`: the delays of all timers that were asked for, in order
 */
export async function play({ listAccounts, AccountsError }, { answers, options, random }) {
  // WebAssembly starts at the first call, in real time.
  await listAccounts("openai", { ...TOKEN, fetch: () => answer(200, {}, () => "[]") });
  return withClock(
    async (clock) => {
      const began = clock.now();
      const sent = [];
      const responses = [];
      const fetch = (url, { method, headers, redirect }) => {
        sent.push(JSON.stringify([url, method, headers, redirect]));
        const next = answers[Math.min(sent.length, answers.length) - 1];
        if (typeof next === "string") return ANSWERS[next]();
        const [status, fields = {}, text = ""] = next;
        return Promise.resolve(answer(status, fields, () => Promise.resolve(text)));
      };
      const onResponse = ({ status, attempt }) => responses.push([attempt, status]);
      const outcome = await listAccounts("openai", {
        ...TOKEN,
        fetch,
        onResponse,
        ...options,
      }).then(
        (accounts) => ({ accounts }),
        (error) => {
          const { code, status, timeout, message } = error;
          const isAccountsError = error instanceof AccountsError;
          return { error: { code, status, timeout, message }, isAccountsError };
        },
      );
      return {
        ...outcome,
        tries: sent.length,
        same: new Set(sent).size === 1,
        responses,
        timers: clock.asked,
        left: clock.pending(),
        took: clock.now() - began,
      };
    },
    { random },
  );
}

/** A case of the contract out of one play: its name, what is played, what of its outcome is expected. */
export function played(name, plan, expected) {
  return {
    name,
    expected,
    async run(client) {
      const outcome = await play(client, plan);
      // Whatever happens: no timer is left, and each try asks the same.
      if (outcome.left !== 0 || !outcome.same) return outcome;
      return Object.fromEntries(Object.keys(expected).map((field) => [field, outcome[field]]));
    },
  };
}
