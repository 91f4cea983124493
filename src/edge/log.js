import { bindingSecrets, redact, requestSecrets } from "./redact.js";

/**
 * Calls `log` with the record of a request. Whatever `log` does, the response is sent.
 *
 * @param {object} context of the request: its `record`, its `message` and `warning`, and what may hold secrets
 * @param {(promise: Promise<unknown>) => void} keepAlive lets an asynchronous `log` outlive the response
 */
export function writeLog({ log, keys }, context, keepAlive) {
  if (!log) return;
  const { record, message, warning } = context;
  const ignore = () => {};
  try {
    for (const [name, text] of Object.entries({ message, warning })) {
      if (text !== undefined) record[name] = redact(text, secretsOf(keys, context));
    }
    const written = log(record);
    if (written !== undefined) keepAlive(Promise.resolve(written).then(ignore, ignore));
  } catch {
    // A failing log must not fail the request.
  }
}

function secretsOf(keys, { request, env, credentials }) {
  const known = [keys, credentials].flatMap((it) => [it?.apiKey, it?.appKey]);
  return [
    ...known.filter((key) => typeof key === "string").map((key) => key.trim()),
    ...tryList(() => requestSecrets(request.headers)),
    ...tryList(() => bindingSecrets(env)),
  ];
}

/** Nothing of a request or an `env` that throws: no other code could read its secrets either. */
function tryList(read) {
  try {
    return read();
  } catch {
    return [];
  }
}
