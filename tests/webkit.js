/**
 * WebKit, the engine of Safari, over WebDriver: WebKitGTK's MiniBrowser on a screen of its own, or Safari on macOS.
 * Playwright drives only a WebKit build of its own, so this is the part of WebDriver that the tests need.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.js";

const find = fileURLToPath(new URL("../scripts/webkit.sh", import.meta.url));
const PATIENCE = 60_000;
/** The key under which WebDriver sends an element. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** The code points that WebDriver assigns to keys without a character. */
export const KEYS = { Backspace: "\uE003", Enter: "\uE007", Escape: "\uE00C", Tab: "\uE004" };

/**
 * @param {{ colorScheme?: "light" | "dark" }} [options] for the whole browser; Safari ignores it
 * @returns {Promise<WebKit>}
 */
export async function launchWebKit({ colorScheme = "light" } = {}) {
  const driver = execFileSync("sh", [find], { encoding: "utf8" }).trim();
  const processes = [];
  // Without its screen the browser ends, too.
  const stop = () => processes.forEach((started) => started.kill());
  process.once("exit", stop);
  try {
    const isGtk = driver.endsWith("WebKitWebDriver");
    const env = isGtk ? { ...process.env, DISPLAY: await startScreen(processes) } : process.env;
    const port = await freePort();
    const options = { env, stdio: "ignore" };
    processes.push(spawn(driver, isGtk ? [`--port=${port}`] : ["--port", `${port}`], options));
    const server = `http://127.0.0.1:${port}`;
    await accepting(server);
    const capabilities = isGtk ? miniBrowser(colorScheme) : { browserName: "safari" };
    const session = await command(server, "POST", "/session", {
      capabilities: { alwaysMatch: { ...capabilities, timeouts: { script: PATIENCE } } },
    });
    return new WebKit(`${server}/session/${session.sessionId}`, session.capabilities, () => {
      process.off("exit", stop);
      stop();
    });
  } catch (error) {
    stop();
    throw error;
  }
}

/** One window of one browser, whose storage is empty at the start. */
export class WebKit {
  #session;
  #stop;

  constructor(session, { browserName, browserVersion }, stop) {
    this.#session = session;
    this.#stop = stop;
    /** As in "WebKitGTK 2.50.6", or "Safari 26.1". */
    this.version = `${browserName === "MiniBrowser" ? "WebKitGTK" : browserName} ${browserVersion}`;
  }

  /** Opens a page and waits until it has loaded. */
  open(url) {
    return this.#command("POST", "/url", { url });
  }

  reload() {
    return this.#command("POST", "/refresh", {});
  }

  /**
   * Runs a function in the page, which sees none of the variables around it.
   *
   * @param {Function} run may be async
   * @param {...unknown} args and what it returns: JSON
   */
  async evaluate(run, ...args) {
    const script = `
      const [args, done] = arguments;
      Promise.resolve(args).then((args) => (${run})(...args)).then(
        (value) => done({ value }),
        (error) => done({ error: String(error) + "\\n" + (error && error.stack) }),
      );`;
    const { value, error } = await this.#command("POST", "/execute/async", {
      script,
      args: [args],
    });
    if (error) throw new Error(`in the page: ${error}`);
    return value;
  }

  /** Runs a classic script, which the page's Content-Security-Policy cannot block. */
  run(script) {
    return this.#command("POST", "/execute/sync", { script, args: [] });
  }

  /** Waits until a function gives something true in the page, and returns that. */
  async waitFor(run, ...args) {
    for (const end = Date.now() + PATIENCE; ;) {
      const value = await this.evaluate(run, ...args);
      if (value) return value;
      if (Date.now() > end) throw new Error(`the page has not come to ${run} (${args.join()})`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Waits until a selector matches an element that is shown. */
  waitForSelector(selector) {
    return this.waitFor(
      (selector) =>
        [...document.querySelectorAll(selector)].some((found) => found.checkVisibility()),
      selector,
    );
  }

  /** Clicks on the first element, as a mouse does: what covers it makes it fail. */
  async click(selector) {
    await this.#command("POST", `/element/${await this.#element(selector)}/click`, {});
  }

  /** Replaces the text of a field, key by key. */
  async fill(selector, text) {
    // WebDriver's own command to clear it fires no `input` event.
    await this.evaluate((selector) => document.querySelector(selector).select(), selector);
    const element = await this.#element(selector);
    await this.#command("POST", `/element/${element}/value`, { text: text || KEYS.Backspace });
  }

  /** Types where the focus is; `KEYS` has the keys without a character. */
  async type(text) {
    const element = await this.#command("GET", "/element/active");
    await this.#command("POST", `/element/${element[ELEMENT]}/value`, { text });
  }

  resize({ width, height }) {
    return this.#command("POST", "/window/rect", { width, height });
  }

  /** @returns {Promise<Buffer>} a PNG of what the window shows */
  async screenshot() {
    return Buffer.from(await this.#command("GET", "/screenshot"), "base64");
  }

  async close() {
    // Its driver would leave the browser behind.
    await this.#command("DELETE", "").catch(() => {});
    this.#stop();
  }

  async #element(selector) {
    const element = await this.#command("POST", "/element", {
      using: "css selector",
      value: selector,
    });
    return element[ELEMENT];
  }

  #command(method, path, body) {
    return command(this.#session, method, path, body);
  }
}

async function command(base, method, path, body) {
  const response = await fetch(base + path, { method, body: body && JSON.stringify(body) });
  const { value } = await response.json();
  if (response.ok) return value;
  throw new Error(`WebDriver ${method} ${path}: ${value.error}: ${value.message}`);
}

function miniBrowser(colorScheme) {
  const args = ["--automation", ...(colorScheme === "dark" ? ["--dark-mode"] : [])];
  return {
    browserName: "MiniBrowser",
    "webkitgtk:browserOptions": { binary: miniBrowserPath(), args },
  };
}

/** Debian keeps it out of PATH, in a folder named after the architecture and the version of its API. */
function miniBrowserPath() {
  for (const folder of ["/usr/lib", "/usr/libexec", "/usr/lib64"]) {
    const path = execFileSync("find", [folder, "-path", "*webkit*/MiniBrowser"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    if (path) return path.split("\n")[0];
  }
  throw new Error("WebKitGTK's MiniBrowser is missing");
}

/** @returns {Promise<string>} the name of a new screen */
async function startScreen(processes) {
  const args = ["-displayfd", "3", "-screen", "0", "2560x1600x24", "-nolisten", "tcp"];
  const screen = spawn("Xvfb", args, {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  processes.push(screen);
  const [number] = await Promise.race([
    once(screen.stdio[3], "data"),
    once(screen, "exit").then(() => {
      throw new Error("Xvfb did not start");
    }),
  ]);
  return `:${`${number}`.trim()}`;
}

async function accepting(server) {
  for (let attempts = 600; ; attempts--) {
    try {
      return await command(server, "GET", "/status");
    } catch (error) {
      if (attempts === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
