/**
 * Prints what each contestant weighs, in bytes: the bundle for a browser, raw and compressed, and what a
 * Worker loads. `node bench/size.js [contestant ...]`
 */
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { bundle } from "./bundle.js";
import { CONTESTANTS } from "./contestants.js";
import { keep, printTable } from "./results.js";

const compressed = {
  gzip: (contents) => promisify(gzip)(contents, { level: 9 }),
  brotli(contents) {
    const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants;
    const params = { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_SIZE_HINT]: contents.length };
    return promisify(brotliCompress)(contents, { params });
  },
};

/** @returns {Promise<{ raw: number, gzip: number, brotli: number }>} each file compressed by itself */
async function size(name, place) {
  // One module more, and the minifier gives out other names: ours is bundled as tests/size.test.js does it.
  const entry = name === "ours" ? "datadog-llm-accounts" : `./peers/${name}.js`;
  const files = await bundle(place, `export * from "${entry}";`);
  const total = async (compress) => {
    const lengths = files.map(async ({ contents }) => (await compress(contents)).length);
    return (await Promise.all(lengths)).reduce((sum, length) => sum + length);
  };
  const [raw, gzip, brotli] = await Promise.all(
    [(contents) => contents, compressed.gzip, compressed.brotli].map(total),
  );
  return { raw, gzip, brotli };
}

/** @returns {Promise<Record<string, { browser: object, worker: object }>>} by contestant */
async function sizes(names = Object.keys(CONTESTANTS)) {
  const measured = names.map(async (name) => {
    const [browser, worker] = await Promise.all([size(name, "browser"), size(name, "worker")]);
    return [name, { browser, worker }];
  });
  return Object.fromEntries(await Promise.all(measured));
}

const names = process.argv.slice(2);
const all = await sizes(names.length > 0 ? names : undefined);
keep("size", all);
printTable([
  ["bytes", "browser", "gzip", "brotli", "worker", "gzip", "brotli"],
  ...Object.entries(all).map(([name, { browser, worker }]) => [
    name,
    ...[browser.raw, browser.gzip, browser.brotli, worker.raw, worker.gzip, worker.brotli],
  ]),
]);
