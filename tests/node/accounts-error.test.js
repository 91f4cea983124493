/** What is an `AccountsError`, and what is not. */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { runInNewContext } from "node:vm";
import { packageEntry, packageFolder } from "../package.js";
import { AccountsError, KEYS, failure, hostileProxy, listAccounts } from "./common.js";

test("Nothing else is an AccountsError.", () => {
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  const others = [undefined, null, 0, 7n, "", "x", true, Symbol("x"), {}, [], () => {}]
    .concat([new Error("x"), new TypeError("x"), Object.create(null), { code: "http" }])
    .concat([AccountsError, runInNewContext("new Error('x')"), hostileProxy(), revoked]);
  for (const other of others) {
    assert.equal(other instanceof AccountsError, false, inspect(other));
  }
});

test("A class that is made of it has instances of its own.", async () => {
  class Mine extends AccountsError {}
  const [error, mine] = [await failure(listAccounts("", {})), new Mine({ message: "x" })];
  const all = [error, mine].map((it) => [it instanceof AccountsError, it instanceof Mine]);
  assert.deepEqual(all, [
    [true, false],
    [true, true],
  ]);
});

test("An error of another copy of the package is an AccountsError too.", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "copy-"));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(packageFolder, folder, { recursive: true });
  const name = relative(packageFolder, fileURLToPath(packageEntry()));
  const copy = await import(pathToFileURL(join(folder, name)));
  assert.notEqual(copy.AccountsError, AccountsError);
  const error = await failure(copy.listAccounts("openai", {}));
  assert.ok(error instanceof AccountsError);
  assert.ok(error instanceof copy.AccountsError);
});

test("An AccountsError is an Error whose stack begins with its name and names the caller.", async () => {
  async function askedHere() {
    return await listAccounts("", KEYS);
  }
  const error = await failure(askedHere());
  assert.ok(error instanceof Error);
  assert.equal(Object.prototype.toString.call(error), "[object Error]");
  assert.equal(error.name, "AccountsError");
  assert.equal(String(error), "AccountsError: `integration` must not be empty");
  assert.ok(
    error.stack.startsWith("AccountsError: `integration` must not be empty\n"),
    error.stack,
  );
  assert.ok(error.stack.includes("askedHere"), error.stack);
});
