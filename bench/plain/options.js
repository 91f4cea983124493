/** Options -> a request that may be sent, and how it is sent. */
import { inBrowser } from "../../src/entry/in-browser.js";
import { readOptions as readKinds } from "../../src/entry/options.js";
import { Secrets } from "../../src/entry/secrets.js";
import { baseUrl, site } from "./address.js";
import { refuse } from "./argument.js";
import { credentials, ownHeaders } from "./credentials.js";

export function readOptions(integration, options) {
  const given = readKinds(integration, options);
  const isPage = inBrowser();
  const timeout = time("timeout", given.timeout, 30_000);
  const attemptTimeout = time("attemptTimeout", given.attemptTimeout, 10_000);
  const maxRetries = retries(given.maxRetries);
  const segment = pathSegment(given.integration);
  const { asker, headers, secrets } = credentials(given, {
    refused: isPage && !given.dangerouslyAllowBrowser,
  });
  for (const [header, value] of ownHeaders(given.headers)) {
    secrets.push(value);
    headers.push(header, value);
  }
  const datadog = site(given.site);
  const { url, host } = given.baseUrl === undefined ? datadog : baseUrl(given, secrets.length > 0);
  return {
    ...given,
    url: `${url}/api/v2/llm-obs/v1/integrations/${segment}/accounts`,
    host,
    asker,
    headers: headers.join("\n"),
    secrets: new Secrets(secrets),
    timeout,
    attemptTimeout,
    maxRetries,
    inBrowser: isPage,
  };
}

function time(argument, value, otherwise) {
  if (value === undefined) return otherwise;
  if (value > 0) return value;
  throw refuse(argument, `\`${argument}\` is no time in milliseconds above 0`);
}

function retries(value) {
  if (value === undefined) return 2;
  if (Number.isInteger(value) && value >= 0 && value <= 10) return value;
  throw refuse("maxRetries", "`maxRetries` is no whole number from 0 to 10");
}

/** `.` and `..` are refused because URL parsing collapses them even when they are encoded. */
function pathSegment(name) {
  if (name === "") throw refuse("integration", "`integration` is empty");
  if (name === "." || name === "..") {
    throw refuse("integration", "`integration` cannot be `.` or `..`");
  }
  return encodeURIComponent(name);
}
