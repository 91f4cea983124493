// The module that src/host.rs imports in a Rust program, where src/entry/call.js is not. wasm-bindgen
// takes one file that imports nothing: esbuild makes src/host.js of this (make src/host.js).
import { firstOf, readHead, statusOf } from "../entry/answer.js";
import { attempt, isObject } from "../entry/attempt.js";
import { readErrorBody } from "../entry/error-body.js";
import { createHost } from "../entry/host.js";
import { inBrowser } from "../entry/in-browser.js";
import { readOptions } from "../entry/options.js";
import { Secrets } from "../entry/secrets.js";
import { FAILED, Step } from "../entry/step.js";
import { describe } from "../entry/thrown.js";

/** How far a chain of causes is followed. */
const MAX_CAUSES = 4;

/** A step of a call that a Rust program may drop while it waits: nobody will ask for the outcome then. */
class DroppableStep extends Step {
  isAwaited = false;

  send(...args) {
    return this.#watch(super.send(...args));
  }

  text(answer) {
    return this.#watch(super.text(answer));
  }

  sleep() {
    return this.#watch(super.sleep());
  }

  async #watch(promise) {
    this.isAwaited = true;
    const { end, value } = await promise;
    const asked = () => {
      this.isAwaited = false;
      return end;
    };
    return {
      get end() {
        return asked();
      },
      value,
    };
  }
}

export const host = {
  ...createHost(),
  inBrowser,
  statusOf,
  firstOf,
  // Should memory or the stack end in one of these, there is less to say.
  readHead: (answer, lines) =>
    attempt(() => readHead(answer, secretsOf(lines))) ?? { lines: "", shown: {} },
  readErrorBody: (text, lines) =>
    attempt(() => readErrorBody(text, secretsOf(lines))) ?? { errors: [], said: "" },
  describe: (thrown, lines) =>
    attempt(() => describe(thrown, secretsOf(lines))) ?? { text: "a value without text" },

  /** `undefined` for what is no JSON. */
  parse: (text) => attempt(() => JSON.parse(text)),

  openStep: (signal, milliseconds) => new DroppableStep(signal, milliseconds),

  closeStep(step) {
    step.close();
    if (step.isAwaited) step.end(FAILED);
  },

  /** What `readOptions` makes of these three; or the error that it throws. */
  readArguments(baseUrl, fetch, signal) {
    try {
      return readOptions("", { baseUrl, fetch, signal });
    } catch (refusal) {
      return refusal;
    }
  },

  /** `undefined` where it cannot be written: nested too deep, or too long for a text. */
  stringify(value) {
    const text = attempt(() => JSON.stringify(value));
    if (!text || !/\\ud[89a-f]/.test(text)) return text;
    // serde refuses half a character; as in every string that is handed to Rust, it becomes a U+FFFD.
    return text.replace(/\\(?:(ud[89a-f]..)|.)/g, (escaped, half) => (half ? "\\ufffd" : escaped));
  },

  /** Name, code and message in turn, of what was thrown and of its causes. */
  causesOf(thrown) {
    const texts = [];
    let value = thrown;
    do {
      const text = (field) => attempt(() => (isObject(value) ? value[field] : undefined));
      const [name, code, message] = ["name", "code", "message"].map(text);
      const own = [name, code].map((it) => (typeof it === "string" ? it : ""));
      texts.push(...own, typeof message === "string" ? message : nameless(value));
      value = text("cause");
    } while (isObject(value) && texts.length < 3 * MAX_CAUSES);
    return texts;
  },
};

function nameless(value) {
  return attempt(() => String(value)) ?? "a value without text";
}

/** A line each: no header can carry more than one. */
function secretsOf(lines) {
  return new Secrets(lines === "" ? [] : lines.split("\n"));
}
