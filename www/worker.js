// The page and its edge function: Datadog's own path under /datadog, with keys that never reach the page.
import { createHandler } from "datadog-llm-accounts/edge";

export { AccountsCoordinator } from "datadog-llm-accounts/edge/durable";

const PREFIX = "/datadog";

const SECURITY_HEADERS = {
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

const FAKE_KEYS = { DD_API_KEY: "fake-api-key", DD_APP_KEY: "fake-app-key" };

const handleAccounts = createHandler({
  prefix: PREFIX,
  authorize: isAuthorized,
  // Optional: wrangler.toml has the binding.
  coordinator: (env) => env.COORDINATOR?.getByName("accounts"),
  log,
});
let handleFake;

export default {
  async fetch(request, env, ctx) {
    let response;
    try {
      response = await respond(request, env, ctx);
    } catch {
      response = problem(500, "Internal Server Error", "A binding of this function failed.");
    }
    const secured = new Response(response.body, response);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) secured.headers.set(name, value);
    return secured;
  },
};

function respond(request, env, ctx) {
  const { pathname } = new URL(request.url);
  if (pathname === "/config.json") return respondWithConfig(request, env);
  if (!/^\/datadog(\/|$)/.test(pathname)) return env.ASSETS.fetch(request);

  const fake = fakeOf(env);
  if (fake) return fakeHandler(fake, pathname)(request, { ...env, ...FAKE_KEYS }, ctx);
  if (!isSet(env, "DASHBOARD_TOKEN")) {
    const names = ["DD_API_KEY", "DD_APP_KEY", "DASHBOARD_TOKEN"].filter((it) => !isSet(env, it));
    const detail = `Set the secret${names.length > 1 ? "s" : ""} ${names.join(", ")}.`;
    return problem(503, "This function is not set up yet", detail);
  }
  return handleAccounts(request, env, ctx);
}

async function respondWithConfig(request, env) {
  if (request.method !== "GET" && request.method !== "HEAD") {
    const headers = { Allow: "GET, HEAD" };
    return problem(405, "Method Not Allowed", "Only GET and HEAD are allowed.", headers);
  }
  const fake = Boolean(fakeOf(env));
  const config = { fake, tokenRequired: isSet(env, "DASHBOARD_TOKEN") };
  if (fake || (await isAuthorized(request, env)))
    config.site = (await secret(env, "DD_SITE")) || "datadoghq.com";
  return Response.json(config, { headers: { "Cache-Control": "no-store" } });
}

/** Real keys, even one of them, disable the fake Datadog: they are never sent to it. */
function fakeOf(env) {
  return isSet(env, "DD_API_KEY") || isSet(env, "DD_APP_KEY") ? undefined : env.FAKE_DATADOG;
}

/** `~STATE` after the prefix selects a state of the fake, such as ~403, without the cache. */
function fakeHandler(fake, pathname) {
  const state = /^\/datadog\/~(\w+)\//.exec(pathname)?.[1];
  const create = (prefix, fetch) =>
    createHandler({
      prefix,
      fetch,
      authorize: async (request, env) =>
        !isSet(env, "DASHBOARD_TOKEN") || (await isAuthorized(request, env)),
    });
  if (!state) return (handleFake ??= create(PREFIX, fake));
  return create(`${PREFIX}/~${state}`, (input, init) => {
    const request = new Request(input, init);
    request.headers.set("X-Fake-Status", state);
    return fake.fetch(request);
  });
}

/** Compares the tokens in constant time. */
async function isAuthorized(request, env) {
  const token = await secret(env, "DASHBOARD_TOKEN");
  const sent = /^Bearer +(.+)$/i.exec(request.headers.get("Authorization") ?? "")?.[1] ?? "";
  const [a, b] = await Promise.all([sha256(sent.trim()), sha256(token)]);
  let difference = token === "" ? 1 : 0;
  for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
  return difference === 0;
}

async function sha256(text) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

/** A string, or a binding of the Secrets Store. */
function isSet(env, name) {
  return typeof env[name] === "string" ? env[name].trim() !== "" : Boolean(env[name]?.get);
}

async function secret(env, name) {
  const value = typeof env[name]?.get === "function" ? await env[name].get() : env[name];
  return typeof value === "string" ? value.trim() : "";
}

function problem(status, title, detail, headers) {
  const body = { errors: [{ status: `${status}`, title, detail }] };
  const init = {
    status,
    headers: { "Cache-Control": "no-store", "X-Should-Retry": "false", ...headers },
  };
  return Response.json(body, init);
}

/** One line of JSON per request, for `wrangler tail` and Workers Logs. */
function log(record) {
  console.log(JSON.stringify(record));
}
