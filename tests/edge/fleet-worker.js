/** One of many isolates: `createHandler` with the tiers of the bindings CACHE and TIER. It prints its log. */
import { createHandler } from "datadog-llm-accounts/edge";

const { caches } = globalThis;

let written = 0;

/** What the option `cache` returns, by the binding CACHE. */
const CACHES = {
  async named() {
    const cache = await caches.open("accounts");
    return {
      match: (url) => cache.match(url),
      async put(url, response) {
        await cache.put(url, response);
        written++;
      },
    };
  },
  default: () => caches.default,
};

/** Instead of the coordinator's stub, by the binding COORDINATOR_IS. */
const STUBS = {
  "no stub": () => undefined,
  "a stub without methods": () => ({ id: "1" }),
  "a stub that throws": () => {
    throw new Error("no binding");
  },
  "a stub that rejects": () => ({ lookup: () => Promise.reject(new Error("Network lost")) }),
  "a stub that hangs": () => ({ lookup: () => new Promise(() => {}) }),
  "a stub that returns nonsense": () => ({
    lookup: () => ({ cache: "hit", accounts: { age: 0 } }),
  }),
  "a stub whose join rejects": () => ({
    lookup: () => ({ join: () => Promise.reject(new Error("join lost")) }),
  }),
  "a stub whose join hangs": () => ({ lookup: () => ({ join: () => new Promise(() => {}) }) }),
  "a stub whose join returns nonsense": () => ({ lookup: () => ({ join: () => [] }) }),
  "a stub whose join hangs after the call": () => ({
    lookup: () => ({
      async join(call) {
        await call(() => false);
        await new Promise(() => {});
      },
    }),
  }),
};

let handler;
let touched = 0;

export default {
  fetch(request, env, ctx) {
    const { CACHE, COORDINATOR, COORDINATOR_IS, NAME, OPTIONS } = env;
    const { pathname } = new URL(request.url);
    if (pathname === "/counts") return Response.json({ touched, written });
    const counted = (open) => (it) => {
      touched++;
      return open(it);
    };
    handler ??= createHandler({
      ...OPTIONS,
      authorize: ({ headers }) => headers.get("Authorization") !== "no",
      cache: CACHE && counted(CACHES[CACHE]),
      coordinator:
        COORDINATOR_IS || COORDINATOR
          ? counted(STUBS[COORDINATOR_IS] ?? ((it) => it.COORDINATOR.getByName("accounts")))
          : undefined,
      log: (record) => console.log(JSON.stringify({ name: NAME, ...record })),
    });
    const tenant = request.headers.get("X-Tenant") ?? "";
    const context = request.headers.has("X-No-Context") ? undefined : ctx;
    return handler(request, { ...env, DD_API_KEY: env.DD_API_KEY + tenant }, context);
  },
};
