import { createAnswers } from "./answers.js";
import { corsHeaders, preflightHeaders } from "./cors.js";
import { internal, problem } from "./problem.js";
import { accountsReply, limitReply, problemReply } from "./reply.js";
import { readKeys, readSettings } from "./settings.js";
import { askDatadog } from "./upstream.js";

const BEFORE_INTEGRATION = "/api/v2/llm-obs/v1/integrations/";
const AFTER_INTEGRATION = "/accounts";
const METHODS = "GET, HEAD, OPTIONS";

/** Makes `createHandler` of an entry point's `listAccounts`. */
export function handlerFactory(listAccounts) {
  return function createHandler(options) {
    const settings = readSettings(options);
    const { cacheMs, fetch, log, origins } = settings;
    const answers = createAnswers(
      (integration, keys, isStopped) =>
        askDatadog(listAccounts, integration, { ...keys, fetch }, isStopped),
      cacheMs,
    );

    return async function handle(request, env, ctx) {
      const started = performance.now();
      const record = { time: new Date().toISOString(), method: request.method };
      let reply;
      try {
        reply = await decide({ settings, answers, record }, request, env, ctx);
      } catch {
        reply = fail(record, internal("internal"));
      }
      record.status = reply.status;
      record.duration = Math.round(performance.now() - started);
      tell(log, record);

      const headers = {
        ...reply.headers,
        ...corsHeaders(request, origins),
        "Server-Timing": serverTiming(record),
        "X-Content-Type-Options": "nosniff",
      };
      const body = request.method === "HEAD" ? null : reply.body;
      return new Response(body, { status: reply.status, headers });
    };
  };
}

/** The reply to a request. What is known of Datadog is looked at only after `authorize` said true. */
async function decide({ settings, answers, record }, request, env, ctx) {
  const integration = integrationOf(new URL(request.url).pathname, settings);
  if (integration === undefined) {
    return fail(record, problem(404, "Not Found", "There is nothing at this path.", "path"));
  }
  record.integration = integration;
  if (request.method === "OPTIONS") {
    const headers = { Allow: METHODS, ...preflightHeaders(request, settings.origins) };
    return { status: 204, headers };
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    const refusal = problem(405, "Method Not Allowed", "Only GET and HEAD are answered.", "method");
    return fail(record, refusal, { Allow: METHODS });
  }

  let authorised;
  try {
    authorised = await settings.authorize(request, env);
  } catch {
    return fail(record, internal("authorize"));
  }
  if (authorised !== true) {
    const detail = "Send what this function lets in, such as a token as Authorization: Bearer.";
    const refusal = problem(401, "Unauthorized", detail, "unauthorised");
    return fail(record, refusal, { "WWW-Authenticate": "Bearer" });
  }
  const { keys, missing } = readKeys(settings.keys, env);
  if (missing.length > 0) {
    const detail = `Set ${missing.join(" and ")}.`;
    return fail(record, problem(500, "This function has no Datadog keys", detail, "keys"));
  }

  const found = await answers(integration, keys, keeperOf(ctx, env));
  record.cache = found.cache;
  if (found.report) record.upstream = found.report;
  const failure = found.limit?.problem ?? found.problem;
  if (failure) record.error = failure.code;
  if (found.stored) return accountsReply(request, found, settings.cacheMs);
  return found.limit ? limitReply(found.limit) : problemReply(failure);
}

/** Exactly Datadog's path under the prefix: whatever is encoded in another way is another path. */
function integrationOf(path, { prefix, integrations }) {
  const before = prefix + BEFORE_INTEGRATION;
  if (!path.startsWith(before) || !path.endsWith(AFTER_INTEGRATION)) return undefined;
  const integration = path.slice(before.length, -AFTER_INTEGRATION.length);
  return integrations.has(integration) ? integration : undefined;
}

function fail(record, refusal, headers) {
  record.error = refusal.code;
  return problemReply(refusal, headers);
}

/** workerd ends what a request began when its asker leaves. Vercel passes its context second. */
function keeperOf(ctx, env) {
  const keeper = [ctx, env].find((it) => typeof it?.waitUntil === "function");
  return (promise) => keeper?.waitUntil(promise);
}

/** Whatever becomes of the log, the answer goes out. */
function tell(log, record) {
  try {
    Promise.resolve(log?.(record)).catch(() => {});
  } catch {
    // It is the operator's own function.
  }
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
