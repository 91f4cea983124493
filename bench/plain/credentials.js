/** The headers that say who asks, and the caller's own. */
import { refuse } from "./argument.js";

const NO_CREDENTIALS =
  "credentials are missing: pass `apiKey` and `appKey`, or `accessToken`, or the `baseUrl` of an edge " +
  "function that holds the keys";
const IN_BROWSER =
  "keys in a browser can be read by every visitor: keep them in an edge function and pass its " +
  "`baseUrl`, or set `dangerouslyAllowBrowser: true` if no one else opens this page";
const OURS = ["accept", "authorization", "dd-api-key", "dd-application-key"];

export function credentials(given, { refused }) {
  const [apiKey, appKey, token] = ["apiKey", "appKey", "accessToken"].map((argument) =>
    headerValue(argument, given[argument]),
  );
  const headers = ["Accept", "application/json"];
  if (token !== undefined) {
    if (apiKey !== undefined || appKey !== undefined) {
      const message =
        "`accessToken` takes the place of `apiKey` and `appKey`: pass one or the other";
      throw refuse("accessToken", message);
    }
    headers.push("Authorization", `Bearer ${token}`);
    return { asker: "token", headers, secrets: [token] };
  }
  if (apiKey === undefined && appKey === undefined) {
    if (given.baseUrl === undefined) throw refuse("apiKey", NO_CREDENTIALS);
    return { asker: "nobody", headers, secrets: [] };
  }
  for (const [argument, key] of Object.entries({ apiKey, appKey })) {
    const message = `\`${argument}\` is missing: Datadog wants both keys`;
    if (key === undefined) throw refuse(argument, message);
  }
  if (refused) throw refuse("dangerouslyAllowBrowser", IN_BROWSER);
  headers.push("DD-API-KEY", apiKey, "DD-APPLICATION-KEY", appKey);
  return { asker: "keys", headers, secrets: [apiKey, appKey] };
}

function headerValue(argument, value) {
  if (value === "") throw refuse(argument, `\`${argument}\` is empty`);
  if (value !== undefined && !/^[ -~]*$/.test(value)) {
    throw refuse(argument, `\`${argument}\` holds a character that no header can carry`);
  }
  return value;
}

/** The caller's `headers` (names and values in turn, a NUL between) as pairs, each a header that may be sent. */
export function ownHeaders(given) {
  const texts = given === "" ? [] : given.split("\0");
  const pairs = [];
  for (let i = 0; i < texts.length; i += 2)
    pairs.push([texts[i], ownValue(texts[i], texts[i + 1])]);
  return pairs;
}

function ownValue(name, given) {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
    throw refuse("headers", "`headers` holds a name that no header can have");
  }
  const ours = OURS.find((ours) => ours === name.toLowerCase());
  if (ours) {
    throw refuse("headers", `\`headers\` cannot set \`${ours}\`, which this client sets itself`);
  }
  const trimmed = given.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  // What `fetch` takes: one byte a character, and no control characters.
  if (!/^[\t -~\x80-\xff]*$/.test(trimmed)) {
    throw refuse("headers", "`headers` holds a value that no header can carry");
  }
  if (trimmed === "") throw refuse("headers", "`headers` holds an empty value");
  return trimmed;
}
