/** What programs mock with Jest. It is checked, never run. */
import { type Account, AccountsError, listAccounts } from "datadog-llm-accounts";

declare const keys: { apiKey: string; appKey: string };
declare const account: Account;

test("mocks", async () => {
  await listAccounts("openai", { ...keys, fetch: jest.fn() });
  const json = async () => [account];
  const response = { ok: true, status: 200, json };
  await listAccounts("openai", { ...keys, fetch: jest.fn().mockResolvedValue(response) });
  await listAccounts("openai", { ...keys, fetch: jest.fn(async () => response) });
  await expect(listAccounts("openai", keys)).rejects.toThrow(AccountsError);
  await expect(listAccounts("openai", keys)).rejects.toBeInstanceOf(AccountsError);
});
