/** Whom to ask: a Datadog site, or a base URL. */
import { refuse } from "./argument.js";
import { SITES } from "./names.js";

const HOST_NAME = /^(?!xn--)[a-z\d-]+(\.(?!xn--)[a-z\d-]+)*$/i;
/** A host may be given a Datadog key at or under these. */
const DATADOG = /(^|\.)(datadoghq\.com|datadoghq\.eu|ddog-gov\.com)$/;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/;
const HTTP_URL = /^(https?:\/\/)([^/?#]*)(.*)$/s;

export function site(value = SITES[0]) {
  const given = value.toLowerCase();
  if (given === "") throw refuse("site", "`site` is empty");
  const host = given.replace(/^https?:\/\//, "").replace(/[/?#].*$/s, "");
  const bare = host.replace(/^(app|api)\./, "");
  if (!HOST_NAME.test(bare) || !DATADOG.test(bare)) {
    throw refuse("site", `\`site\` is no Datadog site: pass one of ${SITES.join(", ")}`);
  }
  if (host !== given) throw refuse("site", `\`site\` is a bare host: pass "${bare}"`);
  return { url: `https://api.${bare}`, host: `api.${bare}` };
}

/** The base URL without its trailing slashes, and its host. */
export function baseUrl({ baseUrl: href, page }, hasSecrets) {
  const [, scheme, host, path] = HTTP_URL.exec(href) ?? [];
  if (!scheme) throw refuse("baseUrl", "`baseUrl` is neither https: nor http:");
  if (host.includes("@")) throw refuse("baseUrl", "`baseUrl` holds a user name or password");
  if (/[?#]/.test(path)) throw refuse("baseUrl", "`baseUrl` has a query or a fragment");
  if (scheme === "http://" && hasSecrets && !LOOPBACK.test(host)) {
    const [, pageScheme, pageHost] = HTTP_URL.exec(page ?? "") ?? [];
    if (pageScheme !== scheme || pageHost !== host) {
      const message = "`baseUrl` is http:, which would send secrets unencrypted: use https:";
      throw refuse("baseUrl", message);
    }
  }
  return { url: scheme + host + path.replace(/\/+$/, ""), host };
}
