/**
 * The console in Chromium, against the bundle, for tests that look at its pages. With `CONSOLE_SHOTS=DIR` they leave a screenshot of
 * each page there.
 */
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import { startChromium } from "../sdk/harness/chromium.ts";
import { type Server, startServer } from "../sdk/harness/server.ts";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const shots = process.env["CONSOLE_SHOTS"];

/** How each page is looked at. */
export const looks = [
  ["light", { colorScheme: "light" as const }],
  ["dark", { colorScheme: "dark" as const }],
  ["phone", { viewport: { width: 375, height: 740 } }],
] as const;

/** A tab, and what the browser has complained about in it. */
interface Tab {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly complaints: readonly string[];
}

export class ConsoleInChromium {
  readonly origin: string;
  readonly server: Server;
  readonly #browser: Browser;

  private constructor(server: Server, browser: Browser) {
    this.server = server;
    this.#browser = browser;
    this.origin = new URL(server.endpoint.replace("127.0.0.1", "localhost")).origin;
  }

  static async start(): Promise<ConsoleInChromium> {
    const server = await startServer();
    return new ConsoleInChromium(server, await startChromium());
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.server.stop();
  }

  /** Sends the API a request with the bootstrap key. @throws Error where it is refused */
  async api(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const { endpoint, key, projectId } = this.server;
    const headers = { "content-type": "application/json", "x-appwrite-project": projectId, "x-appwrite-key": key };
    const answer = await fetch(endpoint + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
    return (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
  }

  async open(options: Parameters<Browser["newContext"]>[0] = {}): Promise<Tab> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    // Errors only: Chromium also gives advice on forms with a password.
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    return { page, context, complaints };
  }

  async signIn(page: Page, path = "/console"): Promise<void> {
    await page.goto(this.origin + path);
    await page.fill("#key", this.server.key);
    await page.click("button.primary");
    await page.waitForSelector(".rail");
  }

  /**
   * Expects a page to break no rule of accessibility and to fit into the window, and shoots it.
   * @param path below /console
   */
  async look(page: Page, of: string, look: string, path: string): Promise<void> {
    await page.goto(`${this.origin}/console${path}`);
    await shoot(page, `${of}-${look}`);
    expect([of, await violations(page)]).toEqual([of, []]);
    const width = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    expect([of, width]).toEqual([of, 0]);
  }
}

/** Ids of the rules of WCAG 2.2 AA, and of best practice, that the page breaks. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: axe }).catch(() => undefined);
  return page.evaluate(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))",
  ) as Promise<string[]>;
}

export async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

/** The complaints that are not about a page that is not there. */
export const mattering = (complaints: readonly string[]): readonly string[] =>
  complaints.filter((text) => !text.includes("404"));
