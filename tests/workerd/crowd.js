/** A worker that makes a call of its own for each request: its id is the path's. */
import { listAccounts } from "datadog-llm-accounts";

let isolate;

export default {
  async fetch(request, { DATADOG }) {
    isolate ??= crypto.randomUUID();
    const id = new URL(request.url).pathname.slice(1);
    const attempts = [];
    const options = {
      baseUrl: `${DATADOG}/${id}`,
      accessToken: `token-${id}`,
      attemptTimeout: 2000,
      timeout: Infinity,
      maxRetries: 8,
      signal: AbortSignal.timeout(300_000),
      onResponse: ({ attempt, status }) => attempts.push(`${attempt}:${status}`),
    };
    const outcome = await listAccounts("openai", options).then(
      (accounts) => accounts.map((account) => account.id).join(),
      (error) => `${error.name}: ${error.message}`,
    );
    return Response.json({ isolate, outcome, attempts });
  },
};
