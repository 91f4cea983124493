/** An instance that dies while calls run: each of them ends, and the next one has a new instance. */
import { attack } from "./attack.js";

/** For a source: once `armed`, the next call into WebAssembly traps. */
const MORTAL = `
  const { instantiate } = WebAssembly;
  let armed = false;
  let starts = 0;
  WebAssembly.instantiate = async (...args) => {
    const started = await instantiate(...args);
    if (!(args[0] instanceof Uint8Array)) return started;
    starts += 1;
    const exports = { ...started.instance.exports };
    for (const [name, original] of Object.entries(exports)) {
      if (typeof original !== "function") continue;
      exports[name] = (...args) => {
        if (!armed) return original(...args);
        armed = false;
        throw new WebAssembly.RuntimeError("unreachable");
      };
    }
    return { instance: { exports } };
  };
  // Another copy of the entry, for an instance of its own.
  const { listAccounts: mortal } = await import("ENTRY?mortal");
  const die = () => { armed = true; return ask({}, mortal); };
  await ask({}, mortal);
`;

/** Waits in a fetch that says when it is aborted. */
const WAITING = `
  const waiting = (aborted, options) => ask({
    ...options,
    timeout: Infinity,
    fetch: (_, { signal }) => new Promise((_, reject) => {
      signal.addEventListener("abort", () => {
        aborted();
        reject(signal.reason);
      });
    }),
  }, mortal);
`;

attack("All calls end when their instance dies, and their requests too.", {
  source: `
    ${MORTAL}
    ${WAITING}
    const controller = new AbortController();
    const { signal } = controller;
    let aborted = 0;
    const calls = Array.from({ length: 100 }, () => waiting(() => aborted++, { signal }));
    await new Promise(setImmediate);
    console.log(await die());
    console.log([...new Set(await Promise.all(calls))].join(), aborted);
    console.log(getEventListeners(signal, "abort").length, "listeners");
    console.log(await ask({}, mortal), starts);
    controller.abort();
  `,
  printed: ["load", "load 100", "0 listeners", "0 accounts 2"],
});

attack("Calls that begin while their instance dies end, whenever that is.", {
  source: `
    ${MORTAL}
    const calls = [];
    for (let turns = 0; turns < 40; turns++) {
      const dying = die();
      for (let i = 0; i < turns; i++) await undefined;
      calls.push(ask({}, mortal), dying);
      await Promise.all(calls);
      if ((await ask({}, mortal)) !== "0 accounts") console.log("the next call failed", turns);
    }
    console.log([...new Set(await Promise.all(calls))].sort().join());
  `,
  printed: ["0 accounts,load"],
});

attack("A call from a request that its dying instance aborts has a new instance.", {
  source: `
    ${MORTAL}
    ${WAITING}
    let within;
    const call = waiting(() => { within = ask({}, mortal); });
    await new Promise(setImmediate);
    console.log(await die(), await call);
    console.log(await within);
  `,
  printed: ["load load", "0 accounts"],
});
