import { firstOf, kindOf, kindsOf, readHead, statusOf } from "./answer.js";
import { attempt } from "./attempt.js";
import { readErrorBody } from "./error-body.js";
import { inBrowser } from "./in-browser.js";
import { Secrets } from "./secrets.js";
import { Step } from "./step.js";
import { describe } from "./thrown.js";

/**
 * What src/host.rs asks of JavaScript: all that touches values of which nothing is known, so that nothing of
 * theirs is thrown into WebAssembly, and all that would only carry texts there and back.
 *
 * @param resume Goes on with a task that waited for a promise, with what that was fulfilled with.
 */
export function createHost(resume) {
  const steps = new Set();
  const shapes = [];

  return {
    inBrowser,
    statusOf,
    firstOf,
    kindOf,
    // Should memory or the stack end in one of these, there is less to say.
    readHead: (answer, lines) =>
      attempt(() => readHead(answer, secretsOf(lines))) ?? { get() {}, shown: {} },
    readErrorBody: (text, lines) =>
      attempt(() => readErrorBody(text, secretsOf(lines))) ?? { errors: [], said: "" },
    describe: (thrown, lines) =>
      attempt(() => describe(thrown, secretsOf(lines))) ?? { text: "a value without text" },

    describeShape(shape, names) {
      shapes[shape] = names.split("\n");
    },

    /** All bits where the shape has not been described. */
    kindsOf: (object, shape) => (shapes[shape] ? kindsOf(object, shapes[shape]) : -1),
    fieldOf: (object, shape, index) => object[shapes[shape][index]],

    /** `undefined` for what is no JSON. */
    parse: (text) => attempt(() => JSON.parse(text)),

    /** Calls `onResponse`; what it throws, or rejects with, is its own affair. */
    tell(onResponse, info) {
      new Promise((resolve) => resolve(onResponse(info))).catch(() => {});
    },

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
  };
}

/** A line each: no header can carry more than one. */
function secretsOf(lines) {
  return new Secrets(lines === "" ? [] : lines.split("\n"));
}
