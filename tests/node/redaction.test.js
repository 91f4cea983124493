/** The one module that redacts secrets in a text. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Redactor } from "../../src/redaction.js";

const redactorOf = (secrets) => new Redactor(secrets.join("\n"));

test("Every form in which a secret may be echoed is redacted.", () => {
  for (const [secrets, text, expected] of [
    [["key-1", "key-2"], "key-1, key-2 and key-1", "[redacted], [redacted] and [redacted]"],
    [["abcd", "abcdef"], "abcdef", "[redacted]"],
    [["a", 'a"b\\c'], String.raw`a"b\c a\"b\\c a\\\"b\\\\c`, "[redacted] [redacted] [redacted]"],
    [["a/b"], String.raw`a/b a\/b a%2Fb a%2fb`, "[redacted] [redacted] [redacted] [redacted]"],
    [["a+c=!"], "a%2Bc%3D%21 a%2bc%3d%21 a%2Bc%3D!", "[redacted] [redacted] [redacted]"],
    [["\u00e9\t"], String.raw`%C3%A9%09 \u00e9\t`, "[redacted] [redacted]"],
    [["\u00e9<"], String.raw`\u00e9< é\u003c`, "[redacted] [redacted]"],
    [["<a"], String.raw`\u003ca <a`, "[redacted] [redacted]"],
    [["a b+"], "a%20b%2B", "[redacted]"],
    [["a.c"], "abc a.c", "abc [redacted]"],
    [[], "text", "text"],
  ]) {
    assert.equal(redactorOf(secrets).text(text), expected, text);
  }
});

test("Secrets may be as long as a header can be.", () => {
  for (const secret of ["a".repeat(1e5), "\u00e9".repeat(1e5), '"'.repeat(1e5)]) {
    const text = `x ${secret} ${encodeURIComponent(secret)} y`;
    assert.equal(redactorOf([secret]).text(text, 1e6), "x [redacted] [redacted] y");
  }
});

test("A text that is cut shows no part of a secret.", () => {
  for (const [secrets, text, limit, expected] of [
    [["key-1"], "text key-1", 7, "text [redacted]"],
    [["key-1"], "text key-1", 5, "text "],
    [["key-1"], "key-1-k", 2, "[redacted]"],
    [["key-1"], "key-1-k", 6, "[redacted]-"],
    [["eeee"], "eeeeeeee", 5, "[redacted][redacted]"],
    [["abcd", "abcdef"], "abcdefg", 4, "[redacted]"],
    [[], "text", 2, "te"],
  ]) {
    assert.equal(redactorOf(secrets).text(text, limit), expected, text);
  }
});

test("A secret under four characters is redacted only where it stands alone as a word.", () => {
  for (const [secret, text, expected] of [
    ["1", "status 1, 11 of 21 (1)", "status [redacted], 11 of 21 ([redacted])"],
    ["abc", "abcd abc. xabc ABC", "abcd [redacted]. xabc ABC"],
    ["\u00e9", "caf\u00e9 \u00e9", "caf\u00e9 [redacted]"],
    ["a/b", "a/b a%2Fb xa/b", "[redacted] [redacted] xa/b"],
    ["abcd", "xabcdx", "x[redacted]x"],
  ]) {
    assert.equal(redactorOf([secret]).text(text), expected, text);
  }
});

test("The marker is never redacted again.", () => {
  for (const secrets of [["redacted"], ["[redacted]"], ["acte"], ["key-1", "redact"]]) {
    const redactor = redactorOf(secrets);
    const once = redactor.text(`x ${secrets[0]} y`);
    assert.equal(redactor.text(once), once);
    assert.equal(redactor.text("x [redacted] y"), "x [redacted] y");
  }
  assert.equal(redactorOf(["acte"]).text("acte and [redacted]"), "[redacted] and [redacted]");
});

test("Arbitrary secrets never appear in arbitrary text, and nothing else is lost.", () => {
  // Few characters, so that secrets overlap and contain each other.
  const text = fc.string({ unit: fc.constantFrom(...'ab"\\/%2. \u00e9'), maxLength: 40 });
  const secret = fc.string({
    unit: fc.constantFrom(...'ab"\\/%. \u00e9'),
    minLength: 4,
    maxLength: 8,
  });
  const secrets = fc.array(secret, { maxLength: 3 });
  const property = fc.property(secrets, text, fc.nat({ max: 40 }), (all, text, limit) => {
    const shown = redactorOf(all).text(text, limit);
    for (const piece of shown.split("[redacted]")) {
      for (const secret of all) assert.ok(!piece.includes(secret), `${secret} in ${shown}`);
    }
    if (!shown.includes("[redacted]")) assert.equal(shown, text.slice(0, limit));
  });
  fc.assert(property, { numRuns: 20_000, seed: 1 });
});
