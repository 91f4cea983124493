/** On what was measured, without a name that would tell whose machine it is. */
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { launchChromium } from "../tests/chromium.js";
import { root } from "./tools.js";

export async function machine() {
  const browser = await launchChromium();
  const chromium = browser.version();
  await browser.close();
  const [{ model }] = cpus();
  const version = (folder, name) =>
    JSON.parse(readFileSync(`${root}/${folder}/node_modules/${name}/package.json`, "utf8")).version;
  const peers = Object.entries(
    JSON.parse(readFileSync(`${root}/bench/package.json`, "utf8")).dependencies,
  );
  return [
    `${cpus().length} cores of ${model.trim()}`,
    `Node ${process.versions.node}`,
    `Chromium ${chromium}`,
    `workerd ${version("tests", "workerd")}`,
    `esbuild ${version("tests", "esbuild")}`,
    ...peers.map(([name, exact]) => `${name} ${exact}`),
  ].join(", ");
}
