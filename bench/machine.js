/** Keeps on what and with what was measured, without a name that would tell whose machine it is. */
import { readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { launchChromium } from "../tests/chromium.js";
import { keep } from "./results.js";
import { root } from "./tools.js";

const browser = await launchChromium();
const chromium = browser.version();
await browser.close();
const [{ model }] = cpus();
const version = (folder, name) =>
  JSON.parse(readFileSync(`${root}/${folder}/node_modules/${name}/package.json`, "utf8")).version;
const peers = Object.entries(
  JSON.parse(readFileSync(`${root}/bench/package.json`, "utf8")).dependencies,
);
keep("machine", {
  date: new Date().toISOString().slice(0, 10),
  parts: [
    `${cpus().length} cores of ${model.trim()} under a load of ${loadavg()[2].toFixed(0)}`,
    `Node ${process.versions.node}`,
    `Chromium ${chromium}`,
    `workerd ${version("tests", "workerd")}`,
    `esbuild ${version("tests", "esbuild")}`,
    ...peers.map(([name, exact]) => `${name} ${exact}`),
  ],
});
