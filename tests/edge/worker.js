/** `createHandler` on workerd, with the options of the binding OPTIONS. Its log is what it prints. */
import { createHandler } from "datadog-llm-accounts/edge";

/** What `authorize` does, as the request's header X-Authorize says; `true` without it. */
const ANSWERS = {
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
  "a promise of a promise's text": () => Promise.resolve("true"),
  "a throw": (request) => {
    throw new Error(`not ${request.headers.get("Authorization")}`);
  },
  "a throw of true": () => {
    throw true;
  },
  "a rejection": (request) => Promise.reject(new Error(request.headers.get("Authorization"))),
};

let handler;

/** In milliseconds, where the test tells the time: it stands still from one request to the next. */
let time;
const { performance } = globalThis;
const realTime = performance.now.bind(performance);
performance.now = () => time ?? realTime();

export default {
  fetch(request, env, ctx) {
    const told = request.headers.get("X-Time");
    if (told !== null) time = Number(told);
    handler ??= createHandler({
      ...env.OPTIONS,
      authorize: (request) => ANSWERS[request.headers.get("X-Authorize") ?? "true"](request),
      log,
    });
    const { DD_SITE, DD_API_KEY, DD_APP_KEY } = env;
    // As another tenant's function would: the keys are not the same at each request.
    const tenant = request.headers.get("X-Tenant") ?? "";
    const bindings = { DD_SITE, DD_API_KEY: tenant ? DD_API_KEY + tenant : DD_API_KEY, DD_APP_KEY };
    return env.WITHOUT_CONTEXT ? handler(request, bindings) : handler(request, bindings, ctx);
  },
};

function log(record) {
  console.log(JSON.stringify(record));
  throw new Error("a log that fails");
}
