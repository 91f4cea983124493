/** Changes with the format of what is stored, so that an older version's entries are not read. */
const VERSION = "v1";

/**
 * The names under which the shared tiers keep the state of an upstream: a keyed hash (HMAC) with the
 * credentials as its key. Whoever sees them learns neither the credentials nor whether two names belong
 * to the same site, and can only be served an entry with the credentials it was made with.
 *
 * @returns {Promise<{ limit: string, accounts: string }>}
 */
export async function hashKeys({ apiKey, appKey, site = "datadoghq.com" }, integration) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const secret = encode([apiKey, appKey]);
  const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign"]);
  const sign = async (...parts) => hex(await crypto.subtle.sign("HMAC", key, encode(parts)));
  const [limit, accounts] = await Promise.all([
    sign(VERSION, "limit", site),
    sign(VERSION, "accounts", site, integration),
  ]);
  return { limit, accounts };
}

/** As JSON, so that no two lists have the same bytes. */
function encode(parts) {
  return new TextEncoder().encode(JSON.stringify(parts));
}

export function hex(bytes, length) {
  const list = [...new Uint8Array(bytes, 0, length)];
  return list.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
