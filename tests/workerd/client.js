/** Calls the client on workerd as the test's JSON says, and answers what came of it. */
import { AccountsError, listAccounts } from "datadog-llm-accounts";

const HOW_TO_FETCH = {
  object: (env) => env.FAKE,
  function: (env) => (input, init) => env.FAKE.fetch(input, init),
  global: () => undefined,
};

export default {
  async fetch(request, env) {
    const { times = 1, ...call } = await request.json();
    return Response.json(await Promise.all(Array.from({ length: times }, () => run(call, env))));
  },
};

async function run({ integration = "openai", options, via, state, abortAfter }, env) {
  const fetch = state ? inState(env.FAKE, state) : HOW_TO_FETCH[via](env);
  const signal = abortAfter === undefined ? undefined : abortedAfter(abortAfter);
  try {
    return { accounts: await listAccounts(integration, { ...options, fetch, signal }) };
  } catch (error) {
    const { name, message, stack, cause } = error;
    return {
      error: { ...error, name, message, stack, cause: cause && `${cause}` },
      isAccountsError: error instanceof AccountsError,
      isReason: signal !== undefined && error === signal.reason,
    };
  }
}

function inState(fake, state) {
  return (input, init) => {
    const request = new Request(input, init);
    request.headers.set("X-Fake-Status", state);
    return fake.fetch(request);
  };
}

function abortedAfter(milliseconds) {
  const controller = new AbortController();
  const abort = () => controller.abort(new Error("The test had enough."));
  if (milliseconds === 0) abort();
  else setTimeout(abort, milliseconds);
  return controller.signal;
}
