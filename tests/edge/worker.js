/** `createHandler` on workerd, with the options of the binding OPTIONS. Its log is what it prints. */
import { createHandler } from "datadog-llm-accounts/edge";

/** What `authorize` does, by the request's header X-Authorize; it returns true without one. */
const AUTHORIZE = {
  true: () => true,
  "a promise of true": () => Promise.resolve(true),
  "true, later": () => new Promise((resolve) => setTimeout(resolve, 20, true)),
  false: () => false,
  "a promise of false": () => Promise.resolve(false),
  nothing: () => {},
  null: () => null,
  1: () => 1,
  '"true"': () => "true",
  "an object": () => ({}),
  "a Boolean object": () => new Boolean(true),
  "a promise of a string": () => Promise.resolve("true"),
  "an error": (request, { DD_API_KEY, DASHBOARD_TOKEN }) => {
    const secrets = [request.headers.get("Authorization"), DD_API_KEY, DASHBOARD_TOKEN];
    throw new Error(`JWKS fetch failed: 503 (${secrets})`);
  },
  "a thrown true": () => {
    throw true;
  },
  "a rejection": (request) => Promise.reject(new Error(request.headers.get("Authorization"))),
};

/** What is passed in place of the context, by the request's header X-Context. */
const CONTEXTS = {
  none: () => undefined,
  detached: ({ waitUntil }) => ({ waitUntil }),
  "a Proxy": (ctx) => new Proxy(ctx, {}),
  "a throwing Proxy": (ctx) =>
    new Proxy(ctx, {
      get() {
        throw new Error("a context that throws");
      },
    }),
};

let handler;

/** In milliseconds, if the test sets the clock: it stands still during a request. */
let time;
const { performance } = globalThis;
const realTime = performance.now.bind(performance);
performance.now = () => time ?? realTime();

export default {
  fetch(request, env, ctx) {
    const setTime = request.headers.get("X-Time");
    if (setTime !== null) time = Number(setTime);
    handler ??= createHandler({
      ...env.OPTIONS,
      ...(env.OPTION_FUNCTIONS && optionFunctions(env.OPTION_FUNCTIONS)),
      authorize: (request, env) =>
        AUTHORIZE[request.headers.get("X-Authorize") ?? "true"](request, env),
      log,
    });
    const context = request.headers.get("X-Context");
    return handler(request, bindingsFor(request, env), context ? CONTEXTS[context](ctx) : ctx);
  },
};

/** Each tenant has its own keys, as in a function that serves many. */
function bindingsFor(request, env) {
  const tenant = request.headers.get("X-Tenant");
  return tenant ? { ...env, DD_API_KEY: env.DD_API_KEY + tenant } : env;
}

/** Functions of `env`, which return the bindings of these names. */
function optionFunctions(bindings) {
  return Object.fromEntries(
    Object.entries(bindings).map(([option, name]) => [
      option,
      (env) => (env[name]?.get ? env[name].get() : env[name]),
    ]),
  );
}

function log(record) {
  console.log(JSON.stringify(record));
  throw new Error("a log that fails");
}
