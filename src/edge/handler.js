import { corsHeaders, preflightHeaders } from "./cors.js";
import { readCredentials } from "./credentials.js";
import { edgeError, internalError } from "./errors.js";
import { keeperOf, readRequest } from "./incoming.js";
import { writeLog } from "./log.js";
import { createLookup } from "./lookup.js";
import { readOptions } from "./options.js";
import { accountsResponse, errorResponse, rateLimitResponse } from "./response.js";
import { matchIntegration, notFound } from "./route.js";
import { withTimeout } from "./timeout.js";

const METHODS = "GET, HEAD, OPTIONS";
/** In milliseconds, after which no page's client waits any more. */
const AUTHORIZE_TIMEOUT = 10_000;

/**
 * Makes `createHandler` from an entry point's client.
 *
 * @param {Function} listAccounts
 * @param {readonly string[]} integrations those allowed by default
 */
export function handlerFactory(listAccounts, integrations) {
  return function createHandler(options) {
    const settings = readOptions(options, integrations);
    const lookup = createLookup(listAccounts, settings);

    return async function handle(request, env, ctx) {
      const started = performance.now();
      const record = { time: new Date().toISOString(), method: "" };
      const keepAlive = keeperOf(ctx, env);
      const context = { settings, lookup, record, request, env, keepAlive, started };
      let response;
      try {
        context.incoming = readRequest(request);
        record.method = context.incoming.method;
        response = createResponse(context, await decide(context));
      } catch (error) {
        response = createResponse(context, fail(context, internalError("internal", error)));
      }
      writeLog(settings, context, keepAlive);
      return response;
    };
  };
}

/** Nothing about Datadog is read or revealed before `authorize` has returned true. */
async function decide(context) {
  const { settings, lookup, record, incoming, request, env, keepAlive } = context;
  const integration = matchIntegration(incoming.pathname, settings);
  if (integration === undefined) return fail(context, notFound(settings));
  record.integration = integration;
  if (incoming.method === "OPTIONS") {
    const headers = { Allow: METHODS, ...preflightHeaders(incoming, settings.origins) };
    return { status: 204, headers };
  }
  if (incoming.method !== "GET" && incoming.method !== "HEAD") {
    const detail = "Only GET and HEAD are allowed.";
    const error = edgeError(405, "Method Not Allowed", detail, { code: "method" });
    return fail(context, error, { Allow: METHODS });
  }

  let authorized;
  try {
    authorized = await withTimeout(() => settings.authorize(request, env), AUTHORIZE_TIMEOUT);
  } catch (error) {
    return fail(context, internalError("authorize", error));
  }
  if (authorized !== true) {
    return fail(context, unauthorized(authorized), { "WWW-Authenticate": "Bearer" });
  }
  const { credentials, error } = await readCredentials(settings.keys, env);
  if (error) return fail(context, error);
  context.credentials = credentials;

  const found = await lookup(integration, credentials, env, keepAlive);
  record.cache = found.cache;
  if (found.tier) record.store = found.tier;
  if (found.report) record.upstream = found.report;
  context.warning = found.warning;
  const failure = found.limit?.error ?? found.failure?.error;
  const failed = failure && fail(context, failure);
  if (found.stored) return accountsResponse(incoming, found, settings.cacheMs);
  return found.limit ? rateLimitResponse(found.limit) : failed;
}

function unauthorized(returned) {
  const detail =
    "Send credentials that this function accepts, such as a token as `Authorization: Bearer`.";
  // A promise's text or a forgotten return is a mistake of the operator's.
  const message =
    returned === false ? undefined : `\`authorize\` must return true, not ${typeof returned}`;
  return edgeError(401, "Unauthorized", detail, { code: "unauthorized", message });
}

/** Notes an error for the log, and makes its response. */
function fail(context, error, headers) {
  context.record.error = error.code;
  context.message = error.message;
  return errorResponse(error, headers);
}

function createResponse({ settings, record, incoming, started }, { status, headers, body }) {
  record.status = status;
  record.duration = Math.round(performance.now() - started);
  return new Response(record.method === "HEAD" ? null : body, {
    status,
    headers: {
      ...headers,
      ...corsHeaders(incoming, settings.origins),
      "Server-Timing": serverTiming(record),
      "X-Content-Type-Options": "nosniff",
    },
  });
}

function serverTiming({ cache, duration, upstream }) {
  return [
    cache && `cache;desc=${cache}`,
    upstream && `upstream;dur=${upstream.duration}`,
    `total;dur=${duration}`,
  ]
    .filter(Boolean)
    .join(", ");
}
