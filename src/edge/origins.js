/**
 * Checks an entry of `origins`, which is compared with a request's `Origin` header character by
 * character: a value that no browser sends would never match.
 *
 * @returns {string | undefined} what is wrong with it
 */
export function originProblem(value) {
  if (typeof value !== "string") return `contains a value that is not a string (${typeof value})`;
  const quoted = JSON.stringify(value);
  if (value.includes("*"))
    return `contains ${quoted}: wildcards are not supported, list each origin`;
  if (value === "null") {
    return 'contains "null", which every sandboxed frame and local file sends: it identifies no origin';
  }
  const origin = serializedOrigin(value);
  if (origin === value) return undefined;
  const fix = origin
    ? `: without a path, a trailing slash, credentials or a default port it is "${origin}"`
    : '; an origin is a scheme, a host and an optional port, such as "https://dashboard.example"';
  return `contains ${quoted}, which is not an origin${fix}`;
}

/** `URL.origin` is "null" for the schemes of apps and extensions. */
function serializedOrigin(value) {
  try {
    const { protocol, host } = new URL(value);
    return host && `${protocol}//${host}`;
  } catch {
    return undefined;
  }
}
