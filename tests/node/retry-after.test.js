/** `Retry-After` is read by the client alone: the edge function takes `retryAfter` from its errors. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { KEYS, dated, failure, listAccounts } from "./common.js";

const NOW = Date.UTC(2026, 8, 21, 14, 13, 20);

test("Retry-After is read as seconds or a date, and ignored otherwise.", async (t) => {
  t.mock.method(Date, "now", () => NOW);
  for (const [value, seconds] of [
    ["0", 0],
    ["7", 7],
    ["7, 7", 7],
    ["120, 120", 120],
    ["7,", 7],
    [" 7 ", 7],
    ["007", 7],
    ["4294967295", 4294967295],
    ["4294967296", undefined],
    ["99999999999999999999", undefined],
    ["Mon, 21 Sep 2026 14:13:25 GMT", 5],
    ["Mon, 21 Sep 2026 14:13:15 GMT", 0],
    ["Monday, 21-Sep-26 14:13:25 GMT", 5],
    ["", undefined],
    [",", undefined],
    [", 7", undefined],
    ["7 7", undefined],
    ["soon", undefined],
    ["-5", undefined],
    ["1.5", undefined],
    ["1e3", undefined],
    ["1e309", undefined],
    ["0x10", undefined],
    ["99:99", undefined],
    ["2026", 2026],
  ]) {
    const fetch = () => dated("", { status: 503, headers: { "Retry-After": value } });
    const error = await failure(listAccounts("openai", { ...KEYS, fetch }));
    assert.equal(error.retryAfter, seconds, value);
  }
});
