/** The one place where secrets are taken out of a text. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { packageFolder } from "../package.js";

const { Secrets } = await import(pathToFileURL(join(packageFolder, "secrets.js")));

test("Every form of a secret that an echo may take is replaced.", () => {
  for (const [secrets, text, expected] of [
    [["key-1", "key-2"], "key-1, key-2 and key-1", "[redacted], [redacted] and [redacted]"],
    [["abc", "abcdef"], "abcdef", "[redacted]"],
    [["a", 'a"b\\c'], String.raw`a"b\c a\"b\\c a\\\"b\\\\c`, "[redacted] [redacted] [redacted]"],
    [["a/b"], String.raw`a/b a\/b a%2Fb a%2fb`, "[redacted] [redacted] [redacted] [redacted]"],
    [["a+c=!"], "a%2Bc%3D%21 a%2bc%3d%21 a%2Bc%3D!", "[redacted] [redacted] [redacted]"],
    [["\u00e9\t"], String.raw`%C3%A9%09 \u00e9\t`, "[redacted] [redacted]"],
    [
      ["\u00e9<"],
      String.raw`\u00e9\u003c é&lt; \u00e9<`,
      String.raw`\u00e9\u003c [redacted] [redacted]`,
    ],
    [["<a"], String.raw`\u003ca &lt;a`, "[redacted] [redacted]"],
    [["a b+"], "a+b%2B a%20b%2B", "[redacted] [redacted]"],
    [["a.c"], "abc a.c", "abc [redacted]"],
    [[], "text", "text"],
  ]) {
    const known = new Secrets(secrets);
    assert.equal(known.redact(text), expected, text);
    assert.equal(known.appearIn(text), text !== expected, text);
  }
});

test("Secrets may be as long as a header can be.", () => {
  for (const secret of ["a".repeat(1e5), "\u00e9".repeat(1e5), '"'.repeat(1e5)]) {
    const text = `x ${secret} ${encodeURIComponent(secret)} y`;
    assert.equal(new Secrets([secret]).redact(text), "x [redacted] [redacted] y");
  }
});

test("Of a text that is cut no part of a secret is left.", () => {
  for (const [secrets, text, limit, expected] of [
    [["key-1"], "text key-1", 7, "text [redacted]"],
    [["key-1"], "text key-1", 5, "text "],
    [["key-1"], "key-1-k", 2, "[redacted]"],
    [["key-1"], "key-1-k", 6, "[redacted]-"],
    [["eee"], "eeeeeeee", 4, "[redacted][redacted]"],
    [["abc", "abcdef"], "abcdefg", 4, "[redacted]"],
    [[], "text", 2, "te"],
  ]) {
    assert.equal(new Secrets(secrets).redact(text, limit), expected, text);
  }
});

test("Whatever the secrets and the text, what is shown holds none and loses nothing else.", () => {
  // Few characters, so that secrets overlap and hold each other.
  const text = fc.string({ unit: fc.constantFrom(...'ab"\\/%2. \u00e9'), maxLength: 40 });
  const secret = fc.string({
    unit: fc.constantFrom(...'ab"\\/%. \u00e9'),
    minLength: 1,
    maxLength: 6,
  });
  const secrets = fc.array(secret, { maxLength: 3 });
  const property = fc.property(secrets, text, fc.nat({ max: 40 }), (all, text, limit) => {
    const known = new Secrets(all);
    const shown = known.redact(text, limit);
    for (const piece of shown.split("[redacted]")) {
      for (const secret of all) assert.ok(!piece.includes(secret), `${secret} in ${shown}`);
    }
    if (!known.appearIn(text)) assert.equal(shown, text.slice(0, limit));
  });
  fc.assert(property, { numRuns: 20_000, seed: 1 });
});
