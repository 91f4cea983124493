import { createFakeDatadog } from "./datadog.js";

/** The fake as a worker, for workerd and for demos that bind it as a service. */
export default { fetch: createFakeDatadog({ simulate: true }) };
