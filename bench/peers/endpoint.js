export const BASE_URL = "https://api.datadoghq.com";

export function accountsUrl(integration, baseUrl = BASE_URL) {
  const segment = encodeURIComponent(integration);
  return `${baseUrl}/api/v2/llm-obs/v1/integrations/${segment}/accounts`;
}

export function keyHeaders({ apiKey, appKey }) {
  return { "DD-API-KEY": apiKey, "DD-APPLICATION-KEY": appKey };
}

/** What is made of the options once, as its user would: a configured client. */
export function oncePerOptions(create) {
  const created = new WeakMap();
  return (options) => {
    let made = created.get(options);
    if (!made) created.set(options, (made = create(options)));
    return made;
  };
}
