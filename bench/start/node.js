/** As a server has it: the packages as they are installed, not bundled. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "../bundle.js";
import { root } from "../tools.js";

const child = join(root, "bench/start/node-child.js");

/** @returns {Promise<() => Promise<Record<string, number>>>} milliseconds of CPU (memory: MB) of one cold start */
export async function node(name) {
  const file = await fileOf(name);
  return async () => {
    const started = fork(child, [file], { execArgv: ["--expose-gc"] });
    const [measured] = await once(started, "message");
    await once(started, "exit");
    return measured;
  };
}

/** Node does not load wasm-pack's `web` target by itself: that one is bundled. */
async function fileOf(name) {
  if (name !== "idiomatic") return join(root, "bench/peers", `${name}.js`);
  const [script] = await bundle("browser", `export * from "./peers/${name}.js";`);
  const folder = join(root, "target/bench/start");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.mjs`), script.contents);
  return join(folder, `${name}.mjs`);
}
