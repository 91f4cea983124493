// The page's edge function: answers Datadog's own path under /datadog with keys that never leave it.
import { AccountsError, INTEGRATIONS, listAccounts } from "datadog-llm-accounts";

// `~STATE` asks the fake Datadog of the demo for one of its states, such as ~403.
const ACCOUNTS = /^\/datadog(?:\/~(\w+))?\/api\/v2\/llm-obs\/v1\/integrations\/([^/]+)\/accounts$/;

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

// Another try is vain until someone changes something.
const FINAL = { "X-Should-Retry": "false" };

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    let response;
    if (pathname === "/config.json") {
      response = await answerConfig(request, env);
    } else if (/^\/datadog(\/|$)/.test(pathname)) {
      response = await answerAccounts(request, env, pathname);
    } else {
      response = await env.ASSETS.fetch(request);
    }
    const secured = new Response(response.body, response);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) secured.headers.set(name, value);
    return secured;
  },
};

async function answerConfig(request, env) {
  if (!isRead(request)) return wrongMethod();
  const { fake, site, token } = readSettings(env);
  const shown = Boolean(fake) || (await isAuthorised(request, token));
  return json(200, {
    fake: Boolean(fake),
    tokenRequired: token !== "",
    ...(shown && { site }),
  });
}

async function answerAccounts(request, env, pathname) {
  const [, state, integration] = ACCOUNTS.exec(pathname) ?? [];
  const { apiKey, appKey, site, token, fake } = readSettings(env);
  if (!integration || (state && !fake)) {
    return problem(404, "Not Found", "There is nothing at this path.", FINAL);
  }
  if (!isRead(request)) return wrongMethod();
  if (!INTEGRATIONS.includes(integration)) {
    const known = INTEGRATIONS.join(", ");
    return problem(404, "Unknown integration", `The integrations are ${known}.`, FINAL);
  }

  const missing = [!apiKey && "DD_API_KEY", !appKey && "DD_APP_KEY"].filter(Boolean);
  if (missing.length > 0) return unset(500, "This function has no Datadog keys", missing);
  if (!fake && !token) return unset(503, "This function has no access token", ["DASHBOARD_TOKEN"]);
  if (token && !(await isAuthorised(request, token))) {
    const detail = "Send this function's DASHBOARD_TOKEN as Authorization: Bearer.";
    return problem(401, "Unauthorized", detail, { ...FINAL, "WWW-Authenticate": "Bearer" });
  }

  try {
    const accounts = await listAccounts(integration, {
      apiKey,
      appKey,
      site,
      // The page tries again by itself: its tries and ours would multiply.
      maxRetries: 0,
      ...(fake && { fetch: state ? fakeInState(fake, state) : fake }),
      ...(request.signal && { signal: request.signal }),
    });
    return json(200, accounts);
  } catch (error) {
    return explain(error);
  }
}

// Real keys, even one of them, rule the fake out: they are never sent to it.
function readSettings(env) {
  const read = (name) => (typeof env[name] === "string" ? env[name].trim() : "");
  const apiKey = read("DD_API_KEY");
  const appKey = read("DD_APP_KEY");
  const fake = !apiKey && !appKey ? env.FAKE_DATADOG : undefined;
  return {
    apiKey: fake ? "fake-api-key" : apiKey,
    appKey: fake ? "fake-app-key" : appKey,
    site: read("DD_SITE") || "datadoghq.com",
    token: read("DASHBOARD_TOKEN"),
    fake,
  };
}

function fakeInState(fake, state) {
  return (input, init) => {
    const request = new Request(input, init);
    request.headers.set("X-Fake-Status", state);
    return fake.fetch(request);
  };
}

async function isAuthorised(request, token) {
  const sent = /^Bearer +(.+)$/i.exec(request.headers.get("Authorization") ?? "")?.[1] ?? "";
  const [a, b] = await Promise.all([sha256(sent.trim()), sha256(token)]);
  let difference = token === "" ? 1 : 0;
  for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
  return difference === 0;
}

async function sha256(text) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

// What went wrong upstream, in words that hold neither a key nor the runtime's own error text.
function explain(error) {
  if (!(error instanceof AccountsError)) {
    return problem(500, "Internal error", "The function failed before it had an answer.");
  }
  switch (error.code) {
    case "http":
      return explainHttp(error);
    case "network":
      return problem(502, "Datadog could not be reached", "The connection to Datadog failed.");
    case "timeout":
      return problem(504, "Datadog did not answer", "Datadog did not answer in time.");
    case "decode": {
      const detail = `Datadog's answer is not the list of accounts it documents (at ${error.path}).`;
      return problem(502, "Datadog's answer could not be read", detail);
    }
    case "invalid_argument": {
      const names = { apiKey: "DD_API_KEY", appKey: "DD_APP_KEY", site: "DD_SITE" };
      const name = names[error.argument] ?? "DD_API_KEY, DD_APP_KEY or DD_SITE";
      const hint = " The site is a bare host, such as datadoghq.eu.";
      const detail = `The secret ${name} cannot be used.${error.argument === "site" ? hint : ""}`;
      return problem(500, "This function is not set up correctly", detail, FINAL);
    }
    default:
      return problem(500, "Internal error", "The function could not start its client.");
  }
}

function explainHttp({ status, errors, headers, rateLimit }) {
  const said = errors
    .map(({ title, detail }) => [title, detail].filter(Boolean).join(": "))
    .filter(Boolean)
    .join("; ")
    .replace(/\.$/, "");
  const quoted = said ? `: ${said}` : "";

  if (status === 400 || status === 429) {
    const title = status === 400 ? "Bad Request" : "Too Many Requests";
    const body = errors.length > 0 ? { errors } : errorBody(status, title, "Datadog said no more.");
    return json(status, body, status === 400 ? FINAL : rateLimitHeaders(headers, rateLimit));
  }
  if (status === 401 || status === 403) {
    const detail =
      `Datadog answered ${status}${quoted}. ` +
      "Check the secrets DD_API_KEY, DD_APP_KEY and DD_SITE, and the application key's permissions.";
    return problem(502, "Datadog refused this function's keys", detail, FINAL);
  }
  if (status < 400) {
    const detail = "Datadog answered with a redirect, which is not followed. Check DD_SITE.";
    return problem(502, "Datadog answered with a redirect", detail, FINAL);
  }
  const title = status < 500 ? "Datadog refused the request" : "Datadog failed";
  return problem(502, title, `Datadog answered ${status}${quoted}.`, status < 500 ? FINAL : {});
}

function rateLimitHeaders(headers, rateLimit) {
  const passed = Object.entries(headers).filter(([name]) => name.startsWith("x-ratelimit-"));
  const after = rateLimit?.reset ?? headers["retry-after"];
  return {
    ...Object.fromEntries(passed),
    ...(after !== undefined && { "Retry-After": `${after}` }),
  };
}

function unset(status, title, names) {
  const detail = `Set the secret${names.length > 1 ? "s" : ""} ${names.join(" and ")}.`;
  return problem(status, title, detail, FINAL);
}

function wrongMethod() {
  const detail = "Only GET and HEAD are answered here.";
  return problem(405, "Method Not Allowed", detail, { ...FINAL, Allow: "GET, HEAD" });
}

function isRead({ method }) {
  return method === "GET" || method === "HEAD";
}

function errorBody(status, title, detail) {
  return { errors: [{ status: `${status}`, title, detail }] };
}

function problem(status, title, detail, headers) {
  return json(status, errorBody(status, title, detail), headers);
}

function json(status, body, headers) {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store", ...headers },
  });
}
