/** What `readOptions` gives -> a request that may be sent, and how it is sent. */
import { baseUrl, site } from "./address.js";
import { refuse } from "./argument.js";
import { credentials, ownHeaders } from "./credentials.js";

export function request(given) {
  for (const name of ["timeout", "attemptTimeout"]) {
    if (!(given[name] > 0)) throw refuse(name, `\`${name}\` is no time in milliseconds above 0`);
  }
  const { maxRetries } = given;
  if (!Number.isInteger(maxRetries) || maxRetries < 0 || maxRetries > 10) {
    throw refuse("maxRetries", "`maxRetries` is no whole number from 0 to 10");
  }
  const segment = pathSegment(given.integration);
  const { asker, headers, secrets } = credentials(given, {
    refused: given.inBrowser && !given.dangerouslyAllowBrowser,
  });
  for (const [header, value] of ownHeaders(given.headers)) {
    secrets.push(value);
    headers.push(header, value);
  }
  const datadog = site(given.site);
  const { url, host } = given.baseUrl === undefined ? datadog : baseUrl(given, secrets.length > 0);
  return {
    url: `${url}/api/v2/llm-obs/v1/integrations/${segment}/accounts`,
    host,
    asker,
    lines: headers.join("\n"),
    secrets: secrets.join("\n"),
  };
}

/** `.` and `..` are refused because URL parsing collapses them even when they are encoded. */
function pathSegment(name) {
  if (name === "") throw refuse("integration", "`integration` is empty");
  if (name === "." || name === "..") {
    throw refuse("integration", "`integration` cannot be `.` or `..`");
  }
  return encodeURIComponent(name);
}
