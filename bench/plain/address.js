/** Whom to ask: a Datadog site, or a base URL. */
import { refuse } from "./argument.js";
import { SITES } from "./names.js";

const HOST_NAME = /^(?!xn--)[a-z\d-]+(\.(?!xn--)[a-z\d-]+)*$/i;
/** A host may be given a Datadog key at or under these. */
const DATADOG = /(^|\.)(datadoghq\.com|datadoghq\.eu|ddog-gov\.com)$/;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/;

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

/** The base URL, where nothing secret can be overheard. */
export function baseUrl({ baseUrl: url, host, isPlain }, hasSecrets) {
  if (isPlain && hasSecrets && !LOOPBACK.test(host)) {
    const message = "`baseUrl` is http:, which would send secrets unencrypted: use https:";
    throw refuse("baseUrl", message);
  }
  return { url, host };
}
