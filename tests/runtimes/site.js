/** A static site: a folder's files over HTTP. */
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { serve } from "../fake/serve.js";

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/**
 * @param {string} folder
 * @param {Record<string, string>} [headers] of every answer
 */
export function serveFolder(folder, headers = {}) {
  return serve(async (request) => {
    const { pathname } = new URL(request.url);
    const file = join(folder, pathname.endsWith("/") ? `${pathname}index.html` : pathname);
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    try {
      return new Response(await readFile(file), { headers: { "Content-Type": type, ...headers } });
    } catch {
      return new Response(null, { status: 404 });
    }
  });
}

/** A page that runs one script; the icon spares a request for another. */
export function page(script, type = "module") {
  return `<!doctype html><link rel="icon" href="data:,"><script type="${type}" src="${script}"></script>`;
}
