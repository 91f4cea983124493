/**
 * The result of `start`, which is foreign code: it may throw, return a value or a promise, or never
 * settle.
 *
 * @param {() => unknown} start
 * @param {number} ms the limit in milliseconds
 * @param {(ms: number) => unknown} [onTimeout] what to return instead; by default it throws
 */
export async function withTimeout(start, ms, onTimeout = timedOut) {
  const result = start();
  if (typeof result?.then !== "function") return result;
  let timer;
  const expired = new Promise((resolve) => {
    timer = setTimeout(resolve, ms, ms);
  });
  try {
    return await Promise.race([result, expired.then(onTimeout)]);
  } finally {
    clearTimeout(timer);
  }
}

function timedOut(ms) {
  throw new Error(`timed out after ${ms} ms`);
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
