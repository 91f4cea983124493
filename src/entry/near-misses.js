import { attempt } from "./attempt.js";

/** Other names that people know the credentials by (of Datadog's clients, agent and documentation). */
const OTHER_NAMES = {
  apiKey: /^((dd|datadog)?apikey|apikeyauth)$/,
  appKey: /^((dd|datadog)?(app|application)key|appkeyauth)$/,
  accessToken: /^((dd)?access|bearer)?token$/,
};

/**
 * Where a key is missing, the message names the options that may have been meant by it, or by another
 * credential that is not there.
 *
 * @param fields Those of an `AccountsError`, of whatever kind it is.
 * @param given What `readOptions` made of the options.
 */
export function withNearMisses(fields, given, options) {
  const { argument, message } = fields;
  if (!(argument in OTHER_NAMES) || given[argument] !== undefined) return fields;
  const names = attempt(() => Object.keys(options)) ?? [];
  const found = names.flatMap((name) => {
    // `DD_APP_KEY` and `dd-app-key` are one.
    const plain = name.replace(/[^a-z\d]/gi, "").toLowerCase();
    const meant = Object.keys(OTHER_NAMES).find((it) => OTHER_NAMES[it].test(plain));
    if (!meant || meant === name || given[meant] !== undefined) return [];
    return `\`${name}\`: write \`${meant}\``;
  });
  return found[0] ? { ...fields, message: `${message} (found ${found.join(", ")})` } : fields;
}
