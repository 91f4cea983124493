import { DurableObject } from "cloudflare:workers";

/**
 * The Durable Object that coordinates all isolates of an edge function: one call to Datadog at a time per
 * site, credentials and integration, and one rate limit. It holds no credential: the isolates make the calls.
 *
 * Export it from the Worker, bind it, and pass a stub to `createHandler` as `coordinator`.
 *
 * @example
 * import { createHandler } from "datadog-llm-accounts/edge";
 *
 * export { AccountsCoordinator } from "datadog-llm-accounts/edge/durable";
 *
 * export default {
 *   fetch: createHandler({
 *     authorize,
 *     coordinator: (env) => env.COORDINATOR.getByName("accounts"),
 *   }),
 * };
 */
export declare class AccountsCoordinator<Env = unknown> extends DurableObject<Env> {
  /** Deletes what has expired. */
  alarm(): Promise<void>;
}
