/** Mocks and fake timers of Vitest and Jest, in a user's own tests. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ACCOUNT, HOST, PATH } from "../node/common.js";
import { createProject } from "../package.js";

const runners = new URL("../bundlers/node_modules/", import.meta.url);
const tool = (path) => fileURLToPath(new URL(path, runners));

/** A user's tests; `api` is what the runner calls its mocks. The first call is made with fake timers. */
const userTests = (api) => `
const ACCOUNT = ${JSON.stringify(ACCOUNT)};
const URL = "https://${HOST}${PATH}";
const KEYS = { apiKey: "fake-api-key", appKey: "fake-app-key" };
const json = (status, body) => ({ ok: status < 300, status, json: async () => body });

test.each(["the first", "the second"])("%s call retries with fake timers", async () => {
  ${api}.useFakeTimers();
  const fetch = ${api}.fn();
  fetch.mockResolvedValueOnce(json(500, {})).mockResolvedValueOnce(json(200, [ACCOUNT]));
  const call = listAccounts("openai", { ...KEYS, fetch });
  await ${api}.advanceTimersByTimeAsync(2000);
  expect(await call).toEqual([ACCOUNT]);
  expect(fetch).toHaveBeenCalledTimes(2);
  const headers = expect.objectContaining({ "DD-API-KEY": "fake-api-key" });
  expect(fetch).toHaveBeenCalledWith(URL, expect.objectContaining({ method: "GET", headers }));
  expect(${api}.getTimerCount()).toBe(0);
  ${api}.useRealTimers();
});

test("a call without retries needs no advance", async () => {
  ${api}.useFakeTimers();
  const fetch = ${api}.fn().mockResolvedValue(json(200, [ACCOUNT]));
  expect(await listAccounts("openai", { ...KEYS, fetch })).toEqual([ACCOUNT]);
  ${api}.useRealTimers();
});

test("a timeout passes when the fake clock does", async () => {
  ${api}.useFakeTimers();
  const fetch = () => new Promise(() => {});
  const expected = expect(listAccounts("openai", { ...KEYS, fetch, timeout: 5000 })).rejects
    .toMatchObject({ code: "timeout", timeout: 5000 });
  await ${api}.advanceTimersByTimeAsync(5000);
  await expected;
  ${api}.useRealTimers();
});

test("a mock of the global fetch with json() alone lists accounts", async () => {
  globalThis.fetch = ${api}.fn(async () => json(200, [ACCOUNT]));
  expect(await listAccounts("openai", KEYS)).toEqual([ACCOUNT]);
});

test("an error response is an AccountsError", async () => {
  const fetch = ${api}.fn(async () => json(403, { errors: ["Forbidden"] }));
  const call = listAccounts("openai", { ...KEYS, fetch });
  await expect(call).rejects.toThrow(AccountsError);
  await expect(call).rejects.toMatchObject({ status: 403, errors: [{ detail: "Forbidden" }] });
});

test("a mock that returns nothing fails at once", async () => {
  const fetch = ${api}.fn();
  await expect(listAccounts("openai", { ...KEYS, fetch })).rejects.toThrow(/fetch. must return/);
  expect(fetch).toHaveBeenCalledTimes(1);
});

test("an abort rejects with the reason", async () => {
  const controller = new AbortController();
  const fetch = () => new Promise(() => {});
  const call = listAccounts("openai", { ...KEYS, fetch, signal: controller.signal });
  controller.abort();
  await expect(call).rejects.toMatchObject({ name: "AbortError" });
});

test("an error of the environment that fetch throws is the cause", async () => {
  const cause = new TypeError("Failed to fetch");
  const fetch = ${api}.fn().mockRejectedValue(cause);
  const call = listAccounts("openai", { ...KEYS, fetch, maxRetries: 0 });
  await expect(call).rejects.toMatchObject({ code: "network", cause: { message: "Failed to fetch" } });
});
`;
const TESTS = userTests("vi").match(/^test/gm).length + 1;

async function run(name, runner, args, environment, head, api) {
  const folder = createProject(`callers-${name}`, {
    "package.json": '{ "private": true }',
    "accounts.test.js": `/** @${runner}-environment ${environment} */\n${head}\n${userTests(api)}`,
  });
  for (const linked of ["vitest", "jest-fixed-jsdom"]) {
    symlinkSync(tool(linked), join(folder, "node_modules", linked));
  }
  const env = { PATH: process.env.PATH, HOME: folder, CI: "1", NO_COLOR: "1" };
  const running = promisify(execFile)(tool(`.bin/${runner}`), args(folder), {
    cwd: folder,
    env,
    timeout: 300_000,
  });
  const { stdout, stderr } = await running.catch((error) => error);
  const summary = /^ *Tests:? +(.*)$/m.exec(stdout + stderr)?.[1];
  assert.match(summary ?? "", new RegExp(`^${TESTS} passed`), stdout + stderr);
}

for (const environment of ["node", "jsdom"]) {
  test(`Vitest's mocks and fake timers work with ${environment}.`, () => {
    const head = `import { expect, test, vi } from "vitest";
      import { AccountsError, listAccounts } from "datadog-llm-accounts";`;
    return run(`vitest-${environment}`, "vitest", () => ["run"], environment, head, "vi");
  });
}

for (const environment of ["node", "jsdom", "jest-fixed-jsdom"]) {
  test(`Jest's mocks and fake timers work with ${environment}.`, () => {
    const head = 'const { AccountsError, listAccounts } = require("datadog-llm-accounts");';
    const args = (folder) => ["--rootDir", folder];
    return run(`jest-${environment}`, "jest", args, environment, head, "jest");
  });
}
