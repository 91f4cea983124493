/** What programs mock with Vitest. It is checked, never run. */
import { expect, test, vi } from "vitest";
import { type Account, AccountsError, listAccounts } from "datadog-llm-accounts";

declare const keys: { apiKey: string; appKey: string };
declare const account: Account;

test("mocks", async () => {
  const json = async () => [account];
  const response = { ok: true, status: 200, json };
  await listAccounts("openai", { ...keys, fetch: vi.fn().mockResolvedValue(response) });
  await listAccounts("openai", { ...keys, fetch: vi.fn(async () => response) });
  await listAccounts("openai", { ...keys, fetch: vi.fn<typeof fetch>() });
  await expect(listAccounts("openai", keys)).rejects.toThrow(AccountsError);
  await expect(listAccounts("openai", keys)).rejects.toBeInstanceOf(AccountsError);
});
