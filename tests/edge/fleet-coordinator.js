/** The coordinator, with what a test must do to it. */
import { AccountsCoordinator } from "datadog-llm-accounts/edge/durable";

const METHODS = {
  kill: (it) => it.ctx.abort("killed by the test"),
  entries: async (it) => [...(await it.ctx.storage.list())],
  alarm: (it) => it.ctx.storage.getAlarm(),
  lookups: (it) => it.lookups,
  async expire({ ctx: { storage } }) {
    const entries = [...(await storage.list())];
    for (const [url, entry] of entries) await storage.put(url, { ...entry, expires: Date.now() });
    await storage.setAlarm(Date.now());
  },
};

export class TestCoordinator extends AccountsCoordinator {
  lookups = 0;

  lookup(...args) {
    this.lookups++;
    return super.lookup(...args);
  }

  async test(name) {
    return await METHODS[name](this);
  }
}

export default {
  async fetch(request, { COORDINATOR }) {
    const stub = COORDINATOR.getByName("accounts");
    const result = await stub.test(new URL(request.url).pathname.slice(1)).catch(String);
    return Response.json(result ?? null);
  },
};
