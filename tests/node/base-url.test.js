/** What the place where a call is made allows: its address, and plain HTTP. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { KEYS, PATH, hostileProxy, listAccounts, ok } from "./common.js";

test("Plain HTTP is accepted where no secret can be intercepted.", async () => {
  for (const [options, url] of [
    [{ baseUrl: "http://edge.example" }, "http://edge.example"],
    [{ ...KEYS, baseUrl: "http://localhost:8080/a" }, "http://localhost:8080/a"],
    [{ ...KEYS, baseUrl: "http://127.1" }, "http://127.0.0.1"],
    [{ ...KEYS, baseUrl: "http://[::1]:8080" }, "http://[::1]:8080"],
    [{ ...KEYS, baseUrl: "http://app.localhost:8787" }, "http://app.localhost:8787"],
    [{ ...KEYS, baseUrl: "HTTPS://Edge.Example:443/A/" }, "https://edge.example/A"],
  ]) {
    const asked = [];
    const fetch = (url) => {
      asked.push(url);
      return Response.json([]);
    };
    await listAccounts("openai", { ...options, fetch });
    assert.deepEqual(asked, [url + PATH]);
  }
});

test("Plain HTTP is accepted for the page's own origin.", async (t) => {
  const fetch = () => Response.json([]);
  t.after(() => delete globalThis.location);
  for (const [page, baseUrl, isTaken] of [
    ["http://intranet:8080/a/b?c#d", "/datadog", true],
    ["http://intranet:8080/", "http://intranet:8080", true],
    ["http://intranet:8080/", "http://intranet/", false],
    ["http://intranet/", "http://intranet:8080/", false],
    ["http://intranet/", "http://intranet.evil.example/", false],
    ["http://intranet.example/", "http://intranet/", false],
    ["https://intranet/", "http://intranet/", false],
    ["http://user@intranet/", "http://intranet/", true],
  ]) {
    const { origin } = new URL(page);
    globalThis.location = { href: page, origin };
    const call = listAccounts("openai", { ...KEYS, baseUrl, fetch });
    const expected = isTaken ? [] : "baseUrl";
    const outcome = await call.catch(({ argument }) => argument);
    assert.deepEqual(outcome, expected, `${baseUrl} in ${page}`);
  }
});

test("Keys are fine in Node with a DOM.", async (t) => {
  for (const name of ["document", "window", "WorkerGlobalScope"]) {
    globalThis[name] = {};
    t.after(() => delete globalThis[name]);
  }
  assert.deepEqual(await listAccounts("openai", { ...KEYS, fetch: ok([]) }), []);
});

test("An invalid `location` disturbs no call.", async () => {
  const locations = [{}, "/x", { href: 7 }, { href: "" }, hostileProxy(), null];
  try {
    for (const location of locations) {
      globalThis.location = location;
      const options = { ...KEYS, baseUrl: "https://edge.example", fetch: ok([]) };
      assert.deepEqual(await listAccounts("openai", options), []);
    }
    const { href, origin } = new URL("https://page.example/app/index.html");
    globalThis.location = { href, origin };
    const asked = [];
    for (const baseUrl of ["/datadog", "datadog", "https://edge.example/"]) {
      const fetch = (url) => {
        asked.push(url.replace(PATH, ""));
        return Response.json([]);
      };
      await listAccounts("openai", { baseUrl, fetch });
    }
    assert.deepEqual(asked, [
      "https://page.example/datadog",
      "https://page.example/app/datadog",
      "https://edge.example",
    ]);
    // As `fetch` does it in a page with a <base>.
    globalThis.document = { baseURI: "https://page.example/base/" };
    let requested;
    const fetch = (url) => ((requested = url), Response.json([]));
    await listAccounts("openai", { baseUrl: "datadog", fetch });
    assert.equal(requested, `https://page.example/base/datadog${PATH}`);
  } finally {
    delete globalThis.location;
    delete globalThis.document;
  }
});
