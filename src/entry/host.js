import { inBrowser } from "./in-browser.js";
import { Step } from "./step.js";

/**
 * What src/host.rs asks of JavaScript: all that touches values of which nothing is known, so that nothing of
 * theirs is thrown into WebAssembly.
 *
 * @param resume Goes on with a task that waited for a promise, with what that was fulfilled with.
 */
export function createHost(resume) {
  const steps = new Set();

  return {
    inBrowser,

    /** `promise` is one of a step's: it is never rejected. */
    follow(promise, task) {
      promise.then((outcome) => resume(task, outcome));
    },

    openStep(signal, milliseconds) {
      const step = new Step(signal, milliseconds);
      steps.add(step);
      return step;
    },

    closeStep(step) {
      steps.delete(step);
      step.close();
    },

    /** Leaves nothing behind of an instance that died. */
    abandonSteps() {
      steps.forEach((step) => step.abandon());
      steps.clear();
    },

    /** `undefined` for what is no JSON. */
    parse(text) {
      try {
        return JSON.parse(text);
      } catch {
        return undefined;
      }
    },

    /** The status of what really is a response, 0 for a redirect that a browser hides; -1 otherwise. */
    status(answer) {
      try {
        const { status } = answer;
        if (typeof status === "number" && status >= 200 && status < 1000) return status;
        return status === 0 && answer.type === "opaqueredirect" ? 0 : -1;
      } catch {
        return -1;
      }
    },

    /** Names in lower case and values in turn; none where there are none that can be read. */
    headers(answer) {
      try {
        const fields = [...answer.headers].filter(Array.isArray);
        return fields.flatMap(([name, value]) => [String(name).toLowerCase(), String(value)]);
      } catch {
        return [];
      }
    },

    /** Calls `onResponse`; what it throws, or rejects with, is its own affair. */
    tell(onResponse, info) {
      new Promise((resolve) => resolve(onResponse(info))).catch(() => {});
    },
  };
}
