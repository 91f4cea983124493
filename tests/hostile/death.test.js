/** An instance that dies while calls run: it ends the call that it served, and all others go on with a new one. */
import { attack } from "./attack.js";

/** For a source: once `armed`, the next call into WebAssembly that is not `spared` traps, and each one after it. */
const MORTAL = `
  const { instantiate } = WebAssembly;
  let armed = false;
  let spared = 0;
  let starts = 0;
  WebAssembly.instantiate = async (...args) => {
    const started = await instantiate(...args);
    if (!(args[0] instanceof Uint8Array)) return started;
    starts += 1;
    const exports = { ...started.instance.exports };
    let isDead = false;
    for (const [name, original] of Object.entries(exports)) {
      if (typeof original !== "function") continue;
      exports[name] = (...args) => {
        if (!isDead && (!armed || spared-- > 0)) return original(...args);
        armed = false;
        isDead = true;
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

attack("Only the call that an instance died of ends by it: those that wait go on.", {
  source: `
    ${MORTAL}
    const { signal } = new AbortController();
    const answers = [];
    const fetch = () => new Promise((resolve) => answers.push(resolve));
    const calls = Array.from({ length: 100 }, () => ask({ signal, fetch, timeout: Infinity }, mortal));
    await new Promise(setImmediate);
    console.log(await die(), answers.length);
    for (const [i, resolve] of answers.entries()) {
      resolve(i % 2 ? answer() : new Response("", { status: 404 }));
    }
    console.log([...new Set(await Promise.all(calls))].join());
    console.log(getEventListeners(signal, "abort").length, "listeners");
    console.log(await ask({}, mortal), starts);
  `,
  printed: ["load 100", "http,0 accounts", "0 listeners", "0 accounts 2"],
});

attack("A call whose every question an instance dies of ends at once.", {
  source: `
    ${MORTAL}
    for (const response of ["[]", "[{}]", "<html>"]) {
      for (const status of [200, 400, 500]) {
        const onResponse = () => {};
        const fetch = () => {
          armed = true;
          return new Response(response, { status });
        };
        console.log(await ask({ fetch, onResponse, maxRetries: 2 }, mortal), armed);
      }
    }
  `,
  printed: Array(9).fill("load false"),
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

attack("Of the calls that wait for a start, one that the instance dies of takes no other along.", {
  source: `
    ${MORTAL}
    const { listAccounts: cold } = await import("ENTRY?cold");
    // The start itself asks one question.
    [armed, spared] = [true, 1];
    const calls = Array.from({ length: 5 }, () => ask({}, cold));
    console.log((await Promise.all(calls)).sort().join());
  `,
  printed: ["0 accounts,0 accounts,0 accounts,0 accounts,load"],
});
