/** Values that change between two reads: nothing is read twice where that would matter. */
import { attack } from "./attack.js";

/** In a source: getters that give one value after the other, and the last of them for ever. */
const CHANGING = `
  function changing(values) {
    const object = {};
    for (const [name, series] of Object.entries(values)) {
      const rest = [...series];
      Object.defineProperty(object, name, {
        enumerable: true,
        get: () => rest.length > 1 ? rest.shift() : rest[0],
      });
    }
    return object;
  }
`;

/** Statements, and what they print. */
const CASES = {
  "Options that change are read once": [
    `const sent = [];
     const fetch = (url, { headers }) => {
       sent.push(new URL(url).host, headers.a, headers.Authorization);
       return answer();
     };
     const { signal } = new AbortController();
     console.log(await ask(changing({
       accessToken: ["first", "second", 7],
       site: ["datadoghq.eu", "evil.example"],
       headers: [{ a: "b" }, 7],
       fetch: [fetch, 7],
       signal: [signal, 7],
       timeout: [5000, -1],
       attemptTimeout: [5000, "x"],
       maxRetries: [0, 99],
       onResponse: [() => sent.push("told"), 7],
       dangerouslyAllowBrowser: [false, "x"],
     })), sent.join());`,
    ["0 accounts api.datadoghq.eu,b,Bearer first,told"],
  ],
  "A base URL that changes is read once": [
    `const fetch = (url) => { console.log(new URL(url).host); return answer(); };
     console.log(await ask({ fetch, baseUrl: changing({ href: ["https://edge.example", "http://evil.example"] }) }));`,
    ["edge.example", "0 accounts"],
  ],
  "A binding that loses its fetch is a network error": [
    "console.log(await ask({ fetch: changing({ fetch: [answer, 7] }) }));",
    ["network"],
  ],
  "A status that changes is read once": [
    `for (const status of [[200, 500], [500, 200], [0, 200], ["200", 200]]) {
       const told = [];
       const changed = () => Object.defineProperties(answer(), Object.getOwnPropertyDescriptors(changing({ status })));
       console.log(await ask({ fetch: changed, onResponse: (info) => told.push(info.status) }), told.join());
     }`,
    ["0 accounts 200", "http 500", "network ", "network "],
  ],
  "A text that changes settles the call": [
    `for (const text of [[() => "[]", refuse], [() => "[]", 7]]) {
       const changed = () => Object.defineProperties(answer(), Object.getOwnPropertyDescriptors(changing({ text })));
       console.log(await ask({ fetch: changed }));
     }`,
    ["network", "network"],
  ],
};

for (const [name, [source, printed]] of Object.entries(CASES)) {
  attack(`${name}.`, { source: `${CHANGING}${source}`, printed });
}

/** Lists that are no headers from their first item on, and so long that no memory holds a copy of them. */
const LONG = {
  "an iterable": "{ *[Symbol.iterator]() { for (;;) yield look(7); } }",
  "a list": "new Proxy([], { get: (list, name) => name === 'length' ? LENGTH : look(list[name]) })",
  "a pair in a list":
    "[new Proxy([], { get: (list, name) => name === 'length' ? LENGTH : look(list[name]) })]",
};

for (const [name, headers] of Object.entries(LONG)) {
  attack(`Headers that are ${name} without end are rejected after a few reads.`, {
    source: `
      const LENGTH = 4_294_967_295;
      let looks = 0;
      const look = (value) => {
        if (++looks > 100_000) refuse();
        return value;
      };
      console.log(await ask({ headers: ${headers} }), looks < 10);
    `,
    printed: ["invalid_argument headers true"],
  });
}

attack("x-should-retry is read after any number of other headers.", {
  source: `
    const headers = Array.from({ length: 1000 }, (_, i) => ["x-ratelimit-" + i, "1"]);
    headers.push(["x-should-retry", "false"]);
    let tries = 0;
    const fetch = () => ({ status: 503, headers, text: () => "", tries: tries++ });
    console.log(await ask({ fetch, maxRetries: 2 }), tries);
  `,
  printed: ["http 1"],
});
