// Preloaded by an example of a document: none of its requests leaves the process.
import { createFakeDatadog } from "../fake/datadog.js";

const datadog = createFakeDatadog();
const page = "https://dashboard.example";
let edge;

globalThis.fetch = (url, init) => {
  const request = new Request(url, init);
  const { origin } = new URL(request.url);
  if (origin === page && edge) return edge(request);
  if (/^https:\/\/api\.datadoghq\.(com|eu)$/.test(origin)) return datadog(request);
  throw new Error(`an example sent a request to ${origin}`);
};

/** Mounts an edge function at the page's origin, and makes this process the page. */
globalThis.serveEdge = async (file, env = { DASHBOARD_TOKEN: "the-dashboard-token" }) => {
  const worker = (await import(file)).default;
  const { DD_API_KEY, DD_APP_KEY } = process.env;
  edge = (request) => worker.fetch(request, { DD_API_KEY, DD_APP_KEY, ...env });
  globalThis.location = new URL(`${page}/accounts`);
};
