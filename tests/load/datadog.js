/** The fake Datadog in a process of its own, which tells its parent where it is and what it counted. */
import { createFakeDatadog } from "../fake/datadog.js";
import { serve } from "../fake/serve.js";

const [apiKey, appKey] = process.argv.slice(2);
const fake = createFakeDatadog({ apiKey, appKey, limit: Infinity, delay: 100 });
let calls = 0;
const { url } = await serve((request) => {
  calls++;
  return fake(request);
});

process.on("message", () => process.send({ calls }));
process.send({ url });
