/** What the tests have installed already, and where things lie. */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(new URL("../tests/package.json", import.meta.url));

export const { build } = require("esbuild");
export const { Miniflare } = require("miniflare");

export const root = fileURLToPath(new URL("..", import.meta.url));
