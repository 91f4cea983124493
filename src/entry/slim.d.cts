export * from "./index.cjs";

/**
 * Where this version's `accounts.wasm` is, or what is in it; a relative URL is taken as `fetch` takes it.
 * `object` is a `URL`, a `Response` or a `WebAssembly.Module`: not every library of types declares them.
 */
export type WasmSource = string | ArrayBuffer | ArrayBufferView | object;

/**
 * Hands in the wasm, before the first call of `listAccounts`, which starts it; nothing is downloaded
 * earlier. Use `datadog-llm-accounts/accounts.wasm`, of the same version as this entry.
 *
 * Where bytes cannot be compiled (workerd, Vercel's edge runtime), pass a `WebAssembly.Module`. What
 * cannot be read or started is the `load` error of each call, until something better is handed in.
 *
 * @throws {AccountsError} `invalid_argument` for what is none of these.
 *
 * @example
 * import { listAccounts, setWasm } from "datadog-llm-accounts/slim";
 *
 * setWasm("/assets/accounts.wasm");
 * const accounts = await listAccounts("openai", { baseUrl: "/datadog", accessToken });
 */
export declare function setWasm(wasm: WasmSource | PromiseLike<WasmSource>): void;
