/** The packed package in Next.js: a page's client component, an edge route and a Node route. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "../../free-port.js";
import { createProject } from "../../package.js";
import { openChromium } from "../../runtimes/browsers.js";
import { CALL, IMPORT, assertListed, startDatadog } from "../../runtimes/program.js";
import { report, versionOf } from "../../runtimes/report.js";

const here = new URL(".", import.meta.url);
const route = (runtime) => `${IMPORT}${CALL}
  export const runtime = "${runtime}";
  export const dynamic = "force-dynamic";
  export async function GET(request) {
    return new Response(await call(new URL(request.url).searchParams.get("at")));
  }`;
const FILES = {
  "package.json": '{ "private": true }',
  "app/layout.js": "export default ({ children }) => <html><body>{children}</body></html>;",
  "app/page.js": `"use client";
    import { useEffect } from "react";
    ${IMPORT}${CALL}
    export default function Page() {
      useEffect(() => {
        call(new URL(location).searchParams.get("at")).then((outcome) => {
          globalThis.outcome = outcome;
        });
      }, []);
      return <p>Accounts</p>;
    }`,
  "app/edge/route.js": route("edge"),
  "app/node/route.js": route("nodejs"),
};

let datadog;
let chromium;
before(async () => {
  [datadog, chromium] = await Promise.all([startDatadog(), openChromium()]);
});
after(() => Promise.all([datadog.close(), chromium.close()]));

for (const [builder, flags] of [
  ["Turbopack", []],
  ["webpack", ["--webpack"]],
]) {
  test(`Next.js builds it with ${builder} for a page, an edge route and a Node route.`, async () => {
    const cwd = createProject("next", FILES);
    cpSync(fileURLToPath(new URL("node_modules", here)), join(cwd, "node_modules"), {
      recursive: true,
      verbatimSymlinks: true,
    });
    const next = join(cwd, "node_modules/next/dist/bin/next");
    const env = { PATH: process.env.PATH, HOME: cwd, CI: "1", NEXT_TELEMETRY_DISABLED: "1" };
    await promisify(execFile)(process.execPath, [next, "build", ...flags], { cwd, env });
    const port = await freePort();
    const args = [next, "start", "--hostname", "127.0.0.1", "--port", `${port}`];
    const server = spawn(process.execPath, args, { cwd, env, stdio: "ignore" });
    const exited = once(server, "exit");
    try {
      const origin = `http://127.0.0.1:${port}`;
      await answering(`${origin}/`);
      for (const path of ["edge", "node"]) {
        const response = await fetch(`${origin}/${path}?at=${datadog.url}`);
        assertListed(await response.text());
      }
      assertListed(await chromium.outcomeOf(`${origin}/?at=${datadog.url}`));
    } finally {
      server.kill();
      await exited;
    }
    report(
      "Next.js",
      versionOf("next", here),
      `${builder}: client component, edge and Node routes`,
    );
  });
}

async function answering(url) {
  for (let tries = 120; ; tries--) {
    try {
      return await fetch(url);
    } catch (error) {
      if (tries === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
