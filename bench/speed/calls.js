/** Runs in each place: calls one contestant again and again. */
import { answer } from "./answers.js";

/**
 * @param {Record<string, (integration: string, options: object) => Promise<object[]>>} contestants
 * @returns {(contestant: string, answerName: string, times: number) => Promise<void>}
 */
export function createCalls(contestants) {
  const optionsOf = new Map();

  return async function call(contestant, answerName, times) {
    const listAccounts = contestants[contestant];
    if (!optionsOf.has(answerName)) optionsOf.set(answerName, createOptions(answer(answerName)));
    const options = optionsOf.get(answerName);
    let came = 0;
    for (let i = 0; i < times; i++) {
      try {
        came += (await listAccounts("openai", options)).length;
      } catch (error) {
        if (answerName !== "error") throw error;
      }
    }
    const expected = answerName === "error" ? 0 : times * Number(answerName);
    if (came !== expected) throw new Error(`${contestant} gave ${came} accounts of ${expected}`);
  };
}

/** The network is no part of this: the answer is there at once, through a real Request and Response. */
function createOptions({ status, headers, body }) {
  const fetch = (input, init) => {
    const request = new Request(input, init);
    if (request.headers.get("DD-API-KEY") !== "fake-api-key") throw new Error("no key was sent");
    return Promise.resolve(new Response(body, { status, headers }));
  };
  return {
    apiKey: "fake-api-key",
    appKey: "fake-app-key",
    dangerouslyAllowBrowser: true,
    maxRetries: 0,
    fetch,
  };
}
