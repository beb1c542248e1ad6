/** Chromium at the console of a served bundle, and the checks of every page there. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { startChromium } from "./chromium.ts";
import { type Server, startServer } from "./server.ts";
import { smallPng } from "./small-png.ts";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const shots = process.env["CONSOLE_SHOTS"];
const drawsPictures = process.env["CONSOLE_PICTURES"] === "on";

/** The size of the pictures for docs/console.md: a page as seen without scrolling. */
const pictures: Readonly<Record<string, { readonly width: number; readonly height: number }>> = {
  "users-light": { width: 1180, height: 640 },
  "user-light": { width: 1180, height: 760 },
  "overview-dark": { width: 1180, height: 720 },
  "users-phone": { width: 375, height: 640 },
};

/** How pages are viewed: the name and the options of each view. */
export const looks: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["phone", { viewport: { width: 375, height: 740 } }],
];

interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors that the browser has reported. */
  readonly complaints: string[];
}

/** The rules that axe checks in a look, if not all: dark pages differ from light ones in their colours, and two rules are about those. */
const rulesOf: Readonly<Record<string, string>> = { dark: '{ runOnly: ["color-contrast", "link-in-text-block"] }' };

/** Ids of the rules of WCAG 2.2 AA, and of best practice, that the page breaks, as far as the look needs them. */
async function violations(page: Page, look: string): Promise<readonly string[]> {
  await page.addScriptTag({ path: axe }).catch(() => undefined);
  return page.evaluate(
    `axe.run(${rulesOf[look] ?? ""}).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))`,
  ) as Promise<string[]>;
}

export class ConsoleBrowser {
  readonly server: Server;
  readonly origin: string;
  readonly #browser: Browser;

  private constructor(server: Server, browser: Browser) {
    this.server = server;
    this.#browser = browser;
    this.origin = new URL(server.endpoint.replace("127.0.0.1", "localhost")).origin;
  }

  static async start(): Promise<ConsoleBrowser> {
    const server = await startServer();
    try {
      return new ConsoleBrowser(server, await startChromium());
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.server.stop();
  }

  /** Sends the API a request with the bootstrap key. */
  readonly api = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const { endpoint, key, projectId } = this.server;
    const headers = { "content-type": "application/json", "x-appwrite-project": projectId, "x-appwrite-key": key };
    const answer = await fetch(endpoint + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
    return (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
  };

  async open(options: BrowserContextOptions = {}): Promise<Window> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    // Errors only: Chromium also gives advice on password forms.
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

  async shoot(page: Page, name: string): Promise<void> {
    const size = pictures[name];
    if (drawsPictures && size !== undefined) {
      const before = page.viewportSize() ?? size;
      await page.setViewportSize(size);
      writeFileSync(join("docs", "images", `console-${name}.png`), smallPng(await page.screenshot()));
      await page.setViewportSize(before);
    }
    if (shots === undefined) return;
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  }

  /**
   * Looks at the sign-in and at pages.
   * @param pages paths below /console, by the names of their screenshots
   * @returns every rule of accessibility that a page breaks, whether it is too wide, and errors of the browser
   */
  async complaintsAbout(
    pages: Readonly<Record<string, string>>,
    look: string,
    options: BrowserContextOptions,
  ): Promise<readonly string[]> {
    const { complaints, context, page } = await this.open({ ...options, bypassCSP: true });
    const found: string[] = [];
    const inspect = async (name: string) => {
      await this.shoot(page, `${name}-${look}`);
      found.push(...(await violations(page, look)).map((rule) => `${name}: ${rule}`));
      const excess = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
      if (excess !== 0) found.push(`${name}: ${String(excess)} px too wide`);
    };
    await page.goto(`${this.origin}/console`);
    await inspect("sign-in");
    await this.signIn(page);
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(`${this.origin}/console${path}`);
      await inspect(name);
    }
    await context.close();
    return [...found, ...complaints.filter((text) => !text.includes("404"))];
  }
}
