/** What the entry that is handed its wasm accepts and refuses. It is checked, never run. */
import * as main from "datadog-llm-accounts";
import * as slim from "datadog-llm-accounts/slim";
import { AccountsError, listAccounts, setWasm, type WasmSource } from "datadog-llm-accounts/slim";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function assertType<_T extends true>(): void;

assertType<Equal<typeof slim.listAccounts, typeof main.listAccounts>>();
assertType<Equal<Exclude<keyof typeof slim, keyof typeof main>, "setWasm">>();
assertType<Equal<Exclude<keyof typeof main, keyof typeof slim>, never>>();

setWasm("/assets/accounts.wasm");
setWasm(new URL("accounts.wasm", "https://dashboard.example"));
setWasm(fetch("/assets/accounts.wasm"));
setWasm(new Uint8Array(8));
setWasm(new ArrayBuffer(8));
setWasm(WebAssembly.compile(new ArrayBuffer(8)));
declare const source: WasmSource;
setWasm(source);

// @ts-expect-error: nothing
setWasm();
// @ts-expect-error: undefined
setWasm(undefined);
// @ts-expect-error: a number
setWasm(7);
const error: unknown = await listAccounts("openai", { baseUrl: "/datadog" }).catch(String);
if (error instanceof AccountsError && error.code === "http") void error.status;
