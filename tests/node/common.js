/** What the tests of the packed package in Node share; HTTP is real wherever a server can stand in. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { inspect } from "node:util";
import { serve } from "../fake/serve.js";
import { importPackage, installed, packageEntry } from "../package.js";

export const { AccountsError, INTEGRATIONS, SITES, listAccounts } = await importPackage();

// Retries have tests of their own.
export const KEYS = { apiKey: "fake-api-key", appKey: "fake-app-key", maxRetries: 0 };
export const TOKEN = { accessToken: "fake-access-token", maxRetries: 0 };
export const PATH = "/api/v2/llm-obs/v1/integrations/openai/accounts";
export const HOST = "api.datadoghq.com";
export const ACCOUNT = { id: "1", account_id: "2", account_name: "3", integration: "openai" };
export const UNAUTHORIZED = " (check both keys and their `site`)";
export const JSON_TYPE = { "Content-Type": "application/json" };
export const HTML_TYPE = { "Content-Type": "text/html" };

/** A server that is closed when its test ends. */
export async function started(t, handler) {
  const server = await serve(handler);
  t.after(() => server.close());
  return server;
}

/** A fetch that answers 200 with a text, or with a value as JSON. */
export function ok(body) {
  return () =>
    Promise.resolve(new Response(typeof body === "string" ? body : JSON.stringify(body)));
}

/** A Response whose headers are the same at every request: Node would add the time. */
export function dated(body, { status, headers }) {
  return new Response(body, {
    status,
    headers: { Date: "Thu, 01 Jan 2026 00:00:00 GMT", ...headers },
  });
}

/** What a promise rejects with, which may be anything. */
export async function failure(promise) {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  if ("error" in outcome) return outcome.error;
  assert.fail(`it resolved to ${inspect(outcome.value)}`);
}

export function assertError(error, fields, message, about = message) {
  assert.ok(error instanceof AccountsError, about);
  assert.equal(error.message, message, about);
  assert.deepEqual({ ...error }, fields, about);
}

/** Every operation on it throws. */
export function hostileProxy() {
  const hostile = () => {
    throw new Error("no access");
  };
  const traps = Object.getOwnPropertyNames(Reflect).map((name) => [name, hostile]);
  return new Proxy({}, Object.fromEntries(traps));
}

export function circular() {
  const error = new Error("round");
  error.self = error;
  error.cause = undefined;
  return error;
}

/** Runs a module beside the installed package; `ENTRY` in it stands for the package's file. */
export function run(source) {
  const text = source.replaceAll("ENTRY", packageEntry());
  const options = { cwd: dirname(installed), timeout: 300_000 };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--input-type=module", "--eval", text],
      options,
      (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr }),
    );
  });
}

export function readText(path) {
  return readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
}

export function readJson(path) {
  return JSON.parse(readText(path));
}
