/** Signals of a hostile caller, and aborts at the worst moment. */
import { attack } from "./attack.js";

const DEAF = "invalid_argument signal";
const NO_REASON = "thrown: The operation was aborted.";

/** When the caller aborts; `abort` in it does so. */
const MOMENTS = {
  "in a getter of the options": "get timeout() { abort(); return 5000; }",
  "in the fetch that then answers": "fetch() { abort(); return answer(); }",
  "in the fetch that then throws": "fetch() { abort(); return refuse(); }",
  "in the status": "fetch: () => ({ ...answer(), get status() { abort(); return 200; } })",
  "in the headers":
    "fetch: () => ({ status: 500, get headers() { abort(); return []; }, text: never })",
  "in onResponse": "onResponse: abort",
  "in onResponse that then throws": "onResponse() { abort(); refuse(); }",
  "in the text that then comes": "fetch: () => ({ ...answer(), text() { abort(); return '[]'; } })",
  "in the text that then throws": "fetch: () => ({ ...answer(), text() { abort(); refuse(); } })",
  "in the text that never comes":
    "fetch: () => ({ ...answer(), text() { abort(); return never(); } })",
  "in a thenable's then": "fetch: () => ({ then() { abort(); } })",
};

for (const [name, options] of Object.entries(MOMENTS)) {
  attack(`An abort ${name} rejects with the reason.`, {
    source: `
      const controller = new AbortController();
      const { signal } = controller;
      const abort = () => controller.abort("enough");
      console.log(await ask({ signal, ${options} }));
      console.log(getEventListeners(signal, "abort").length, "listeners");
    `,
    printed: ["thrown: enough", "0 listeners"],
  });
}

/** What a real signal's own addEventListener does besides. */
const ADDED = {
  "aborts before it listens": ["controller.abort('enough'); add();", "thrown: enough"],
  "aborts when it listens": ["add(); controller.abort('enough');", "thrown: enough"],
  "calls the listener at once": ["add(); listener(); listener();", "0 accounts"],
  "throws before it listens": ["refuse();", DEAF],
  "throws when it listens": ["add(); refuse();", DEAF],
};

for (const [name, [does, outcome]] of Object.entries(ADDED)) {
  attack(`A signal that ${name} settles the call and carries no listener.`, {
    source: `
      const controller = new AbortController();
      const { signal } = controller;
      signal.addEventListener = function (type, listener) {
        const add = () => EventTarget.prototype.addEventListener.call(this, type, listener);
        ${does}
      };
      console.log(await ask({ signal }));
      console.log(getEventListeners(signal, "abort").length, "listeners");
    `,
    printed: [outcome, "0 listeners"],
  });
}

for (const [name, change] of Object.entries({ "has aborted": "() => true", throws: "refuse" })) {
  attack(`A signal that ${name} from any look at it on settles the call and carries no listener.`, {
    source: `
      for (let first = 1; first <= 8; first++) {
        let looks = 0;
        const signal = new EventTarget();
        signal.reason = "enough";
        Object.defineProperty(signal, "aborted", { get: () => ++looks >= first && (${change})() });
        const fetch = () => ({ status: 503, headers: [["Retry-After", "0"]], text: () => "" });
        const outcome = await ask({ signal, fetch, maxRetries: 1 });
        const known = ["thrown: enough", "thrown: no access", "invalid_argument signal", "http"].includes(outcome);
        if (!known) console.log(first, outcome);
        if (getEventListeners(signal, "abort").length > 0) console.log(first, "a listener is left");
      }
      console.log("all settled");
    `,
    printed: ["all settled"],
  });
}

/** Signals of the caller's own making, that abort while a fetch is waited for: what is odd about each. */
const ODD = {
  "whose reason throws": ["get reason() { return refuse(); }", NO_REASON],
  "whose aborted throws": ["get aborted() { return begun ? refuse() : false; }", "timeout"],
  "whose listeners cannot be removed": ["removeEventListener: refuse", "thrown: enough"],
  "that has aborted already where its listener is removed": [
    "removeEventListener() { this.listener(); }",
    "thrown: enough",
  ],
  "that calls its listener without end": [
    "get reason() { this.listener(); return 'enough'; }",
    "thrown: enough",
  ],
};

for (const [name, [odd, outcome]] of Object.entries(ODD)) {
  attack(`A signal ${name} settles the call.`, {
    source: `
      let begun = false;
      const signal = {
        aborted: false,
        reason: "enough",
        addEventListener(_, listener) { this.listener = listener; },
        removeEventListener() {},
      };
      Object.defineProperties(signal, Object.getOwnPropertyDescriptors({ ${odd} }));
      const fetch = () => {
        begun = true;
        setImmediate(() => {
          if (!Object.getOwnPropertyDescriptor(signal, "aborted").get) signal.aborted = true;
          signal.listener();
        });
        return never();
      };
      console.log(await ask({ signal, fetch, timeout: 100 }));
    `,
    printed: [outcome],
  });
}

for (const [name, send] of Object.entries({
  "a fetch": "() => { controller.abort('enough'); return late(); }",
  "an async fetch": "async () => { controller.abort('enough'); return late(); }",
})) {
  attack(`The body that ${name} answers with after an abort of its own is cancelled.`, {
    source: `
      const controller = new AbortController();
      let cancelled = 0;
      const late = () => new Response(new ReadableStream({ cancel() { cancelled++; } }));
      console.log(await ask({ signal: controller.signal, fetch: ${send} }));
      await new Promise(setImmediate);
      console.log("cancelled:", cancelled);
    `,
    printed: ["thrown: enough", "cancelled: 1"],
  });
}
