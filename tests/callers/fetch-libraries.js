/** The libraries whose `fetch` callers pass, and wrappers of them. */
import { readFileSync } from "node:fs";
import crossFetch from "cross-fetch";
import fetchCookie from "fetch-cookie";
import { Window } from "happy-dom";
import { JSDOM, VirtualConsole } from "jsdom";
import ky from "ky";
import nodeFetch3 from "node-fetch";
import nodeFetch2 from "node-fetch-2";
import * as undici from "undici";
import * as undici6 from "undici-6";
import { startProxy } from "./servers.js";

const readModule = (path) => readFileSync(new URL(`node_modules/${path}`, import.meta.url), "utf8");

/** As a script. */
export const WHATWG_FETCH = readModule("whatwg-fetch/dist/fetch.umd.js");
const UNFETCH = readModule("unfetch/dist/unfetch.umd.js");

/**
 * Each with the name of its library; `create` gets the test and the server's origin.
 *
 * - `followsRedirects`: it is built on XMLHttpRequest, which always follows them
 * - `ignoresSignal`: it has no way to cancel a request
 * - `headers`: what the wrapper adds
 */
export const FETCHES = [
  { name: "the global fetch", create: () => globalThis.fetch },
  {
    name: "a wrapper that spreads init and its headers",
    create: () => (url, init) =>
      fetch(url, { ...init, headers: { ...init.headers, "x-trace": "1" } }),
    headers: { "x-trace": "1" },
  },
  {
    name: "a wrapper that copies init.headers into a Headers object",
    create: () => (url, init) => {
      const headers = new Headers(init.headers);
      headers.set("x-trace", "1");
      return fetch(new Request(url, { ...init, headers }));
    },
    headers: { "x-trace": "1" },
  },
  {
    name: "a wrapper that returns the body as text, in an object of its own",
    create: () => async (url, init) => {
      const response = await fetch(url, init);
      const { status, headers } = response;
      const text = await response.text();
      return { status, headers: Object.fromEntries(headers), text: () => Promise.resolve(text) };
    },
  },
  { name: "an object with a fetch method", create: () => new ServiceBinding() },
  { name: "undici 7", create: () => undici.fetch },
  {
    name: "undici 7 with a dispatcher",
    create: (t) => withDispatcher(t, undici, new undici.Agent({ pipelining: 0 })),
  },
  {
    name: "undici 7 with a ProxyAgent",
    async create(t) {
      const proxy = await startProxy(t);
      return withDispatcher(t, undici, new undici.ProxyAgent(proxy.url));
    },
  },
  { name: "undici 6", create: () => undici6.fetch },
  {
    name: "undici 6 with a ProxyAgent",
    async create(t) {
      const proxy = await startProxy(t);
      return withDispatcher(t, undici6, new undici6.ProxyAgent(proxy.url));
    },
  },
  { name: "node-fetch 2", create: () => nodeFetch2 },
  { name: "node-fetch 3", create: () => nodeFetch3 },
  { name: "cross-fetch 4", create: () => crossFetch },
  {
    name: "ky 1 without its own errors and retries",
    create: () => (url, init) => ky(url, { ...init, throwHttpErrors: false, retry: 0 }),
  },
  { name: "fetch-cookie 3 over fetch", create: () => fetchCookie(fetch) },
  { name: "fetch-cookie 3 over node-fetch 3", create: () => fetchCookie(nodeFetch3) },
  {
    name: "happy-dom 20",
    create(t, url) {
      const window = new Window({ url });
      t.after(() => window.happyDOM.close());
      return (url, init) => window.fetch(url, init);
    },
  },
  {
    name: "whatwg-fetch 3 in jsdom",
    create(t, url) {
      const { window } = openWindow(t, url);
      window.eval(WHATWG_FETCH);
      return window.fetch;
    },
    followsRedirects: true,
  },
  {
    name: "unfetch 5 in jsdom",
    create(t, url) {
      const { window } = openWindow(t, url);
      window.eval(UNFETCH);
      return window.unfetch;
    },
    followsRedirects: true,
    ignoresSignal: true,
  },
];

class ServiceBinding {
  #fetch = globalThis.fetch;
  fetch(url, init) {
    return this.#fetch(url, init);
  }
}

function withDispatcher(t, { fetch }, dispatcher) {
  t.after(() => dispatcher.destroy());
  return (url, init) => fetch(url, { ...init, dispatcher });
}

/** A window of jsdom's, whose page is of that origin. */
export function openWindow(t, url) {
  // One that prints nothing: jsdom logs each network failure.
  const virtualConsole = new VirtualConsole();
  const dom = new JSDOM("", { url, runScripts: "outside-only", virtualConsole });
  t.after(() => dom.window.close());
  return dom;
}
