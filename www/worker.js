// The page and its edge function: Datadog's own path under /datadog, with keys that never leave here.
import { createHandler } from "datadog-llm-accounts/edge";

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

const answerAccounts = createHandler({ prefix: PREFIX, authorize: isAuthorised, log });
let answerFromFake;

export default {
  async fetch(request, env, ctx) {
    const response = await answer(request, env, ctx);
    const secured = new Response(response.body, response);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) secured.headers.set(name, value);
    return secured;
  },
};

function answer(request, env, ctx) {
  const { pathname } = new URL(request.url);
  if (pathname === "/config.json") return answerConfig(request, env);
  if (!/^\/datadog(\/|$)/.test(pathname)) return env.ASSETS.fetch(request);

  const fake = fakeOf(env);
  if (fake) return fakeHandler(fake, pathname)(request, env, ctx);
  if (!secret(env, "DASHBOARD_TOKEN")) {
    const names = ["DD_API_KEY", "DD_APP_KEY", "DASHBOARD_TOKEN"].filter((it) => !secret(env, it));
    const detail = `Set the secret${names.length > 1 ? "s" : ""} ${names.join(", ")}.`;
    return problem(503, "This function is not set up yet", detail);
  }
  return answerAccounts(request, env, ctx);
}

async function answerConfig(request, env) {
  if (request.method !== "GET" && request.method !== "HEAD") {
    const headers = { Allow: "GET, HEAD" };
    return problem(405, "Method Not Allowed", "Only GET and HEAD are answered.", headers);
  }
  const fake = Boolean(fakeOf(env));
  const config = { fake, tokenRequired: secret(env, "DASHBOARD_TOKEN") !== "" };
  if (fake || (await isAuthorised(request, env)))
    config.site = secret(env, "DD_SITE") || "datadoghq.com";
  return Response.json(config, { headers: { "Cache-Control": "no-store" } });
}

/** Real keys, even one of them, rule the fake Datadog out: they are never sent to it. */
function fakeOf(env) {
  return secret(env, "DD_API_KEY") || secret(env, "DD_APP_KEY") ? undefined : env.FAKE_DATADOG;
}

/** `~STATE` after the prefix asks the fake for one of its states, such as ~403, each time anew. */
function fakeHandler(fake, pathname) {
  const state = /^\/datadog\/~(\w+)\//.exec(pathname)?.[1];
  const create = (prefix, fetch) =>
    createHandler({
      prefix,
      fetch,
      apiKey: "fake-api-key",
      appKey: "fake-app-key",
      authorize: async (request, env) =>
        secret(env, "DASHBOARD_TOKEN") === "" || (await isAuthorised(request, env)),
    });
  if (!state) return (answerFromFake ??= create(PREFIX, fake));
  return create(`${PREFIX}/~${state}`, (input, init) => {
    const request = new Request(input, init);
    request.headers.set("X-Fake-Status", state);
    return fake.fetch(request);
  });
}

/** Takes the same time wherever the tokens differ. */
async function isAuthorised(request, env) {
  const token = secret(env, "DASHBOARD_TOKEN");
  const sent = /^Bearer +(.+)$/i.exec(request.headers.get("Authorization") ?? "")?.[1] ?? "";
  const [a, b] = await Promise.all([sha256(sent.trim()), sha256(token)]);
  let difference = token === "" ? 1 : 0;
  for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
  return difference === 0;
}

async function sha256(text) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

function secret(env, name) {
  return typeof env[name] === "string" ? env[name].trim() : "";
}

function problem(status, title, detail, headers) {
  const body = { errors: [{ status: `${status}`, title, detail }] };
  const init = {
    status,
    headers: { "Cache-Control": "no-store", "X-Should-Retry": "false", ...headers },
  };
  return Response.json(body, init);
}

/** One line of JSON a request: what `wrangler tail` and Workers Logs show. */
function log(record) {
  console.log(JSON.stringify(record));
}
