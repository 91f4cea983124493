/** docs/recipes.md: the React component in a DOM, with the packed package. */
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { transformSync } from "esbuild";
import { ACCOUNTS } from "../fake/accounts.js";
import { createFakeDatadog } from "../fake/datadog.js";
import { createProject } from "../package.js";
import { example, root } from "./blocks.js";

const component = example("docs/recipes.md", "React", "jsx");
const project = createProject("recipes-react", {
  "package.json": '{ "private": true, "type": "module" }',
  "accounts.js": transformSync(component, { loader: "jsx", jsx: "automatic" }).code,
});
symlinkSync(join(root, "tests/docs/node_modules/react"), join(project, "node_modules/react"));

const TOKEN = "fake-access-token";
const datadog = createFakeDatadog({ accessToken: TOKEN });

test("React: the hook lists accounts, shows an error, and aborts on unmount and on another integration.", async (t) => {
  const { Window } = await import("happy-dom");
  const window = new Window({ url: "https://dashboard.example/accounts" });
  const { document, location, navigator } = window;
  // Node 22 has a `navigator` that cannot be assigned.
  for (const [name, value] of Object.entries({ window, document, location, navigator })) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
  t.after(() => window.happyDOM.close());
  const problems = t.mock.method(console, "error", () => {});
  const { createElement } = await import("react");
  const { createRoot } = await import("react-dom/client");
  const { Accounts } = await import(pathToFileURL(join(project, "accounts.js")).href);

  const signals = [];
  let pending = false;
  globalThis.fetch = (url, init) => {
    assert.match(url, /^https:\/\/dashboard\.example\/datadog\/api\//);
    signals.push(init.signal);
    if (pending) return new Promise(() => {});
    return datadog(new Request(url.replace("/datadog", ""), init));
  };
  const container = document.createElement("main");
  const view = createRoot(container);
  const render = (integration) =>
    view.render(createElement(Accounts, { integration, accessToken: TOKEN }));
  const until = async (condition) => {
    for (let i = 0; !condition(); i++) {
      assert.ok(i < 500, container.innerHTML);
      await delay(10);
    }
  };
  const names = () => [...container.querySelectorAll("li")].map((item) => item.textContent);

  render("openai");
  await until(() => names().length > 0);
  assert.deepEqual(
    names(),
    ACCOUNTS.openai.map(({ account_name }) => account_name),
  );

  render("unknown");
  await until(() => container.querySelector("[role=alert]"));
  assert.match(container.textContent, /responded with 400/);

  pending = true;
  signals.length = 0;
  render("anthropic");
  await until(() => signals.length === 1);
  render("vertex_ai");
  await until(() => signals.length === 2);
  await until(() => signals[0].aborted);
  assert.equal(signals[1].aborted, false);
  view.unmount();
  await until(() => signals[1].aborted);
  assert.deepEqual(problems.mock.calls, []);
});
