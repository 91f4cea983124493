/** Memory and stack that run out: a `load` error, and the next call works. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "../node/common.js";

/**
 * For a module's source: from now on every instance's memory may grow by `spare` pages of 64 KB; the
 * first `limited` instances alone.
 */
const LIMIT_MEMORY = `
  const { instantiate } = WebAssembly;
  let starts = 0;
  WebAssembly.instantiate = (bytes, imports) => {
    // Node's own fetch has a module of its own.
    if (!(bytes instanceof Uint8Array)) return instantiate(bytes, imports);
    starts += 1;
    return instantiate(starts <= limited ? withMaximum(bytes, spare) : bytes, imports);
  };

  /** Writes a maximum into the memory section, which is one memory with a minimum alone. */
  function withMaximum(bytes, spare) {
    let at = 8;
    while (bytes[at] !== 5) {
      const [size, next] = readNumber(bytes, at + 1);
      at = next + size;
    }
    const [size, start] = readNumber(bytes, at + 1);
    const [minimum] = readNumber(bytes, start + 2);
    if (bytes[start] !== 1 || bytes[start + 1] !== 0) throw new Error("another kind of memory");
    const section = [1, 1, ...writeNumber(minimum), ...writeNumber(minimum + spare)];
    return Uint8Array.from([
      ...bytes.subarray(0, at), 5, section.length, ...section, ...bytes.subarray(start + size),
    ]);
  }

  /** LEB128, as in the format's specification. */
  function readNumber(bytes, at) {
    let number = 0;
    for (let shift = 0; ; shift += 7) {
      number |= (bytes[at] & 127) << shift;
      if (bytes[at++] < 128) return [number, at];
    }
  }

  function writeNumber(number) {
    return number < 128 ? [number] : [(number & 127) | 128, ...writeNumber(number >> 7)];
  }
`;

const TELL = `
  const { AccountsError, listAccounts } = await import("datadog-llm-accounts");
  const good = { accessToken: "x", fetch: () => Response.json([]), timeout: Infinity, attemptTimeout: Infinity };
  const tell = (call) => call.then(
    ({ length }) => "accounts: " + length,
    (error) => error instanceof AccountsError ? error.code + ": " + error.message : "other: " + error,
  );
`;

/** Calls that need memory in proportion to something that comes from outside. */
const HUNGRY = {
  "a key": `{ ...good, accessToken: "x".repeat(3e6) }`,
  "a base URL": `{ ...good, baseUrl: "https://edge.example/" + "x".repeat(3e6) }`,
  "a header of the caller's": `{ ...good, headers: { a: "x".repeat(3e6) } }`,
};

for (const [name, options] of Object.entries(HUNGRY)) {
  test(`Memory that ends at ${name} is a load error for that call alone, and the next works.`, async () => {
    const result = await run(`
      const [limited, spare] = [1, 16];
      ${LIMIT_MEMORY}
      ${TELL}
      console.log(await tell(listAccounts("openai", good)));
      let answer;
      const fetch = () => new Promise((resolve) => { answer = resolve; });
      const waiting = { ...good, fetch };
      const before = tell(listAccounts("openai", waiting));
      console.log(await tell(listAccounts("openai", ${options})));
      answer(Response.json([]));
      console.log(await before);
      for (let i = 0; i < 3; i++) console.log(await tell(listAccounts("openai", good)), starts);
    `);
    const died = "load: WebAssembly died: unreachable";
    const next = "accounts: 0 2\n".repeat(3);
    assert.deepEqual(result, {
      code: 0,
      stdout: `accounts: 0\n${died}\naccounts: 0\n${next}`,
      stderr: "",
    });
  });
}

/** Texts that come from outside and go there: they stay with the engine. */
const FRUGAL = {
  "an error's text": ["Response.json({ errors: [large] }, { status: 400 })", "http"],
  "an error's body": ["new Response(large, { status: 400 })", "http"],
  "an error's header": ["new Response('', { status: 400, headers: { a: large } })", "http"],
  "a thrown text": ["Promise.reject(large)", "network"],
  "a thrown error's stack": [
    "Promise.reject(Object.assign(new Error('y'), { stack: large }))",
    "network",
  ],
};

for (const [name, [answer, code]] of Object.entries(FRUGAL)) {
  test(`Memory does not end at ${name}, however large it is.`, async () => {
    const result = await run(`
      const [limited, spare] = [1, 16];
      ${LIMIT_MEMORY}
      ${TELL}
      const large = "y".repeat(3e6);
      const told = await tell(listAccounts("openai", { ...good, maxRetries: 0, fetch: () => ${answer} }));
      console.log(told.split(":")[0], starts);
    `);
    assert.deepEqual(result, { code: 0, stdout: `${code} 1\n`, stderr: "" });
  });
}

test("A call that an instance dies of leaves no timer and no listener.", async () => {
  const result = await run(`
    import { getEventListeners } from "node:events";
    const [limited, spare] = [1, 16];
    ${LIMIT_MEMORY}
    ${TELL}
    const { signal } = new AbortController();
    const told = await tell(listAccounts("openai", { ...good, accessToken: "x".repeat(3e6), attemptTimeout: 9e3, signal }));
    console.log(told.split(":")[0], getEventListeners(signal, "abort").length);
    console.log(process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length);
    process.exit();
  `);
  assert.deepEqual(result, { code: 0, stdout: "load 0\n0\n", stderr: "" });
});

test("An instance that can have no more memory is a load error, again and again.", async () => {
  const result = await run(`
    const [limited, spare] = [3, 0];
    ${LIMIT_MEMORY}
    ${TELL}
    for (let i = 0; i < 5; i++) {
      const told = await tell(listAccounts("openai", { ...good, accessToken: "x".repeat(3e5) }));
      console.log(told.split(":")[0], starts);
    }
  `);
  const stdout = "load 1\nload 2\nload 3\naccounts 4\naccounts 4\n";
  assert.deepEqual(result, { code: 0, stdout, stderr: "" });
});

test("No account, however large, needs memory in WebAssembly.", async () => {
  const result = await run(`
    const [limited, spare] = [1, 16];
    ${LIMIT_MEMORY}
    ${TELL}
    const account = { id: "1", account_id: "2", account_name: "x".repeat(3e6), integration: "4" };
    const accounts = [...Array(1e5).fill({ ...account, account_name: "3" }), account];
    console.log(await tell(listAccounts("openai", { ...good, fetch: () => Response.json(accounts) })));
    console.log(starts);
  `);
  assert.deepEqual(result, { code: 0, stdout: "accounts: 100001\n1\n", stderr: "" });
});

for (const first of [true, false]) {
  const which = first ? "the first call" : "a later call";
  test(`A stack that ends in ${which} disturbs none after it.`, async () => {
    const result = await run(`
      ${TELL}
      ${first ? "" : 'await listAccounts("openai", good);'}
      const calls = [];
      let made = 0;
      // From the deepest place that there is, back up: each call has a little more of the stack.
      function dive() {
        try {
          dive();
        } catch {
          // The end of the stack.
        }
        if (made++ > 500) return;
        try {
          calls.push(tell(listAccounts("openai", good)));
        } catch {
          // Too deep even to be called.
        }
      }
      dive();
      await Promise.all(calls);
      for (let i = 0; i < 3; i++) console.log(await tell(listAccounts("openai", good)));
    `);
    // What Node says by itself of a promise that it had no stack for.
    assert.deepEqual(result.stdout, "accounts: 0\n".repeat(3), result.stderr);
  });
}

test("A stack that ends where a base URL is read does not end the process.", async () => {
  const result = await run(`
    ${TELL}
    const options = { baseUrl: "https://edge.example", fetch: () => Response.json([]) };
    console.log(await tell(listAccounts("openai", options)));
    let made = 0;
    (function dive() {
      try {
        dive();
      } catch {
        // The end of the stack.
      }
      if (made++ < 300) tell(listAccounts("openai", options));
    })();
    console.log(await tell(listAccounts("openai", options)));
    process.exit();
  `);
  assert.deepEqual(result.stdout, "accounts: 0\n".repeat(2), result.stderr);
});
