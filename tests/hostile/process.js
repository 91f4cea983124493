/** The caller as a process of Node, Deno or Bun: one message in, one answer out. It has to end by itself. */
import process from "node:process";
import { text } from "node:stream/consumers";
import { answer } from "./caller.js";

process.stdout.write(JSON.stringify(await answer(JSON.parse(await text(process.stdin)))));
