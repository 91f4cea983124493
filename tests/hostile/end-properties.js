/** What holds of aborts, of what comes after them, and of `onResponse`. */
import fc from "fast-check";
import { promises, values } from "./values.js";
import { equal, ok } from "./watched-client.js";
import { RETURNS, THROWS } from "./ways.js";

export const END_PROPERTIES = {
  "Whatever onResponse throws or returns, the call goes on": {
    arbitrary: fc.record({
      value: fc.oneof(values, promises),
      how: fc.constantFrom(...THROWS, ...RETURNS),
    }),
    async holds({ value, how }, client) {
      const { accounts, error } = await client.call({ onResponse: how(value) });
      ok(accounts?.length === 0, `${error?.message}`);
    },
  },

  "Whatever arrives too late is ignored": {
    arbitrary: fc.record({
      value: fc.oneof(values, promises),
      how: fc.constantFrom(...THROWS, ...RETURNS),
      where: fc.constantFrom("fetch", "text", "body"),
    }),
    async holds({ value, how, where }, client) {
      const { signal, abort } = abortable();
      const late = () => {
        abort();
        return how(value)();
      };
      const fetch = {
        fetch: late,
        text: () => ({ status: 200, text: late }),
        body() {
          abort();
          return { body: { cancel: how(value) } };
        },
      }[where];
      const { error } = await client.call({ fetch, signal });
      equal(error, "enough");
    },
  },

  "An abort rejects with its reason, whatever that is and whenever it comes": {
    arbitrary: fc.record({
      reason: values,
      after: fc.integer({ min: -1, max: 16 }),
      takes: fc.integer({ min: 0, max: 6 }),
    }),
    async holds({ reason, after, takes }, client) {
      const controller = new AbortController();
      const { signal } = controller;
      const text = async () => {
        await steps(takes);
        return "[]";
      };
      const fetch = async () => {
        await steps(takes);
        return { status: 200, text };
      };
      // workerd looks into the reason, which may throw: then it is no abort.
      const abort = () => {
        try {
          controller.abort(reason);
        } catch {
          controller.abort("enough");
        }
      };
      if (after < 0) abort();
      const call = client.call({ fetch, signal });
      await steps(after);
      abort();
      const { error, accounts } = await call;
      ok(accounts ? after >= 0 : Object.is(error, signal.reason), "it is another reason");
    },
  },
};

async function steps(count) {
  for (let i = 0; i < count; i++) await undefined;
}

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort("enough") };
}
