/**
 * The bytes that a user downloads may not grow unnoticed. After a change that is meant to change
 * them: `UPDATE_SIZES=1 node --test tests/size.test.js`.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { installed } from "./package.js";

const RECORD = new URL("sizes.json", import.meta.url);
const UPDATE = process.env.UPDATE_SIZES === "1";

/** How the main entry is bundled for each place, everything included. */
const PLACES = {
  browser: { platform: "browser" },
  worker: {
    conditions: ["workerd", "worker", "browser"],
    loader: { ".wasm": "copy" },
    platform: "neutral",
  },
};

if (UPDATE) {
  const sizes = [];
  for (const place of Object.keys(PLACES)) sizes.push(`"${place}": ${await size(place)}`);
  writeFileSync(RECORD, `{ ${sizes.join(", ")} }\n`);
}

for (const place of Object.keys(PLACES)) {
  test(`The bundle for the ${place} is as small as recorded.`, async (t) => {
    const recorded = JSON.parse(readFileSync(RECORD, "utf8"))[place];
    const now = await size(place);
    t.diagnostic(`${now} bytes of ${recorded}`);
    const how = "UPDATE_SIZES=1 node --test tests/size.test.js";
    assert.ok(
      now <= recorded,
      `it has grown from ${recorded} to ${now} bytes: make it smaller, or accept it with ${how}`,
    );
    assert.ok(
      now >= recorded * 0.99,
      `it has shrunk from ${recorded} to ${now} bytes: record the gain with ${how}`,
    );
  });
}

test("The README names the recorded sizes.", () => {
  const { browser, worker } = JSON.parse(readFileSync(RECORD, "utf8"));
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [, ...cells] = /^\| \*\*datadog-llm-accounts\*\* .*$/m.exec(readme)[0].split(/ *\| */);
  const named = cells.slice(2, 4).map((cell) => Number(cell.replace(",", "")));
  assert.deepEqual(named, [browser, worker], "write them with: make bench-size bench-readme");
});

/** The files' bytes on the wire: minified, then each compressed as hard as brotli can. */
async function size(place) {
  const { outputFiles } = await build({
    stdin: { contents: 'export * from "datadog-llm-accounts";', resolveDir: dirname(installed) },
    bundle: true,
    format: "esm",
    logLevel: "warning",
    minify: true,
    nodePaths: [installed],
    outdir: "unwritten",
    target: "es2022",
    write: false,
    ...PLACES[place],
  });
  return outputFiles.reduce((total, { contents }) => total + compressed(contents), 0);
}

function compressed(contents) {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants;
  const params = { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_SIZE_HINT]: contents.length };
  return brotliCompressSync(contents, { params }).length;
}
