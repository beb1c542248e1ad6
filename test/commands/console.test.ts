/**
 * The console in Chromium, against the bundle: with and without its script, by keyboard alone, on a phone, in light and dark.
 * With `CONSOLE_SHOTS=DIR` it leaves a screenshot of each page there.
 */
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, startChromium } from "../sdk/harness/chromium.ts";
import { type Server, startServer } from "../sdk/harness/server.ts";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const shots = process.env["CONSOLE_SHOTS"];

let server: Server;
let browser: Browser;
let origin: string;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  if (!hasChromium) return;
  server = await startServer();
  ends.push(() => server.stop());
  browser = await startChromium();
  ends.push(() => browser.close());
  origin = new URL(server.endpoint.replace("127.0.0.1", "localhost")).origin;
  await makePeople();
});
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

/** Sends the API a request with the bootstrap key. */
async function api(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const headers = {
    "content-type": "application/json",
    "x-appwrite-project": server.projectId,
    "x-appwrite-key": server.key,
  };
  const answer = await fetch(server.endpoint + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
  return (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
}

const firstNames =
  "Ada Alan Barbara Claude Dana Dennis Edsger Frances Grace Hedy Ida John Ken Leslie Lynn Margaret".split(" ");
const lastNames =
  "Lovelace Turing Liskov Shannon Scott Ritchie Dijkstra Allen Hopper Lamarr Rhodes Backus Iverson Lamport".split(" ");

/** 40 people, of whom Ada has a bit of everything. */
async function makePeople(): Promise<void> {
  for (let i = 39; i >= 0; i--) {
    const [first, last] = [firstNames[i % 16] ?? "", lastNames[(i * 5) % 14] ?? ""];
    const email = `${first}.${last}${i}@mail.example`.toLowerCase();
    const phone = i % 3 === 0 ? { phone: `+49301234${String(100 + i)}` } : {};
    await api("POST", "/users", { userId: `person-${i}`, name: `${first} ${last}`, email, ...phone });
    if (i % 4 === 0) await api("PATCH", `/users/person-${i}/verification`, { emailVerification: true });
    if (i % 9 === 4) await api("PATCH", `/users/person-${i}/status`, { status: false });
    if (i % 5 === 0) await api("PUT", `/users/person-${i}/labels`, { labels: ["vip"] });
  }
  await api("PATCH", "/users/person-0/password", { password: "correct horse battery" });
  await api("POST", "/users/person-0/sessions");
  await api("PATCH", "/users/person-0/prefs", { prefs: { theme: "dark", language: "en" } });
  await api("POST", "/teams", { teamId: "analysts", name: "Analysts" });
  await api("POST", "/teams/analysts/memberships", { userId: "person-0", roles: ["owner"] });
  await api("POST", "/users/person-0/targets", {
    targetId: "pager",
    providerType: "email",
    identifier: "pager@mail.example",
    name: "Pager",
  });
}

async function open(
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  return { page, context, complaints };
}

async function signIn(page: Page, path = "/console"): Promise<void> {
  await page.goto(origin + path);
  await page.fill("#key", server.key);
  await page.click("button.primary");
  await page.waitForSelector(".rail");
}

/** Ids of the rules of WCAG 2.2 AA, and of best practice, that the page breaks. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: axe }).catch(() => undefined);
  return page.evaluate(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))",
  ) as Promise<string[]>;
}

async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

/** Pages that are looked at, below /console. */
const pages = {
  users: "/users",
  search: "/users?search=ada",
  nothing: "/users?search=zzzzzz",
  user: "/users/person-0",
  blocked: "/users/person-4",
  "delete-user": "/users/person-0/delete",
  "new-user": "/new-user",
  "not-found": "/users/nobody-there",
};

describe.skipIf(!hasChromium)(
  "the console in Chromium",
  () => {
    test.each([
      ["light", { colorScheme: "light" as const }],
      ["dark", { colorScheme: "dark" as const }],
      ["phone", { viewport: { width: 375, height: 740 } }],
    ])("breaks no rule of accessibility and fits, %s", async (name, options) => {
      const { complaints, context, page } = await open({ ...options, bypassCSP: true });
      await page.goto(`${origin}/console`);
      await shoot(page, `sign-in-${name}`);
      expect([await violations(page), "sign-in"]).toEqual([[], "sign-in"]);
      await signIn(page);
      for (const [of, path] of Object.entries(pages)) {
        await page.goto(`${origin}/console${path}`);
        await shoot(page, `${of}-${name}`);
        expect([of, await violations(page)]).toEqual([of, []]);
        const width = await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        expect([of, width]).toEqual([of, 0]);
      }
      expect(complaints.filter((text) => !text.includes("404"))).toEqual([]);
      await context.close();
    });
  },
  120_000,
);
