/** A client whose every call is watched; also what a property needs to say that it does not hold. */

/** `timeout` and `load` are missing: nothing here takes long, and nothing may make WebAssembly die. */
const CODES = ["invalid_argument", "http", "network", "decode"];

export function watch({ listAccounts, AccountsError }) {
  const client = {
    /** What a call with these options, besides a good token and `fetch`, came to, and what was sent. */
    async call(more, integration = ["openai"]) {
      const { options, sent } = client.options(more);
      return { ...(await client.settle(listAccounts(...integration, options))), sent };
    },

    /** The options of such a call. */
    options(more) {
      const sent = [];
      const fetch = (url, { headers }) => {
        sent.push({ url, headers: new Headers(headers) });
        return new Response("[]");
      };
      const fixed = { dangerouslyAllowBrowser: true, maxRetries: 0 };
      return { options: { accessToken: "SECRET-token", ...fixed, fetch, ...more }, sent };
    },

    /** Wrapped: what an async function returns is looked at for a `then`. */
    settle(promise) {
      ok(promise instanceof Promise, "it returned no promise");
      return promise.then(
        (accounts) => ({ accounts }),
        (error) => ({ error }),
      );
    },

    listAccounts: (...args) => client.settle(listAccounts(...args)),

    /** One of the documented errors, which shows nothing secret. */
    documented(error, ...codes) {
      ok(error instanceof AccountsError, `it is not an AccountsError: ${describe(error)}`);
      const { code, message, stack } = error;
      ok((codes.length > 0 ? codes : CODES).includes(code), `${code}: ${message}`);
      ok(!`${message} ${stack}`.includes("SECRET"), message);
    },

    rejected({ error, sent }, argument) {
      client.documented(error, "invalid_argument");
      equal(error.argument, argument);
      equal(sent, []);
    },
  };
  return client;
}

export function ok(holds, message = "it does not hold") {
  if (!holds) throw new Error(message);
}

/** Compares what JSON can tell. */
export function equal(actual, expected) {
  const [found, wanted] = [actual, expected].map((value) => JSON.stringify(value));
  ok(found === wanted, `${found} is not ${wanted}`);
}

function describe(value) {
  try {
    return String(value?.stack ?? value);
  } catch {
    return typeof value;
  }
}
