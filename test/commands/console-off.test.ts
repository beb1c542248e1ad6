/** `CONSOLE = "off"`, as a deployment has it and as `npm start` does: no page of the console, and no mention of it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer } from "../sdk/harness/server.ts";
import { type Checkout, copyCheckout } from "./checkout.ts";
import { npmStart } from "./npm-start.ts";

const addresses = ["/console", "/console/sign-in", "/console/users", "/console/export/file", "/console/link?token=x"];

/** The answers of the console's addresses, and whether the first page links to it. */
async function visit(origin: string) {
  const statuses = await Promise.all(addresses.map(async (path) => (await fetch(origin + path)).status));
  const first = await fetch(origin, { headers: { accept: "text/html" } });
  const posted = await fetch(`${origin}/console/sign-in`, { method: "POST", headers: { origin } });
  return { statuses: [...statuses, posted.status], hasLink: (await first.text()).includes('href="/console"') };
}

const off = { statuses: [404, 404, 404, 404, 404, 404], hasLink: false };

test("the bundle serves the console where it is on, and answers 404 where it is off", async () => {
  for (const CONSOLE of ["on", "off"]) {
    const server = await startServer({ CONSOLE });
    const seen = await visit(new URL(server.endpoint).origin);
    await server.stop();
    if (CONSOLE === "off") expect(seen).toEqual(off);
    else expect([seen.statuses.includes(404), seen.hasLink]).toEqual([false, true]);
  }
});

let checkout: Checkout;
beforeAll(() => {
  checkout = copyCheckout();
});
afterAll(() => checkout.remove());

test("npm start prints no address of the console where it is off", async () => {
  const file = join(checkout.path, "wrangler.toml");
  const text = readFileSync(file, "utf8");
  expect(text).toContain('CONSOLE = "on"');
  writeFileSync(file, text.replace('CONSOLE = "on"', 'CONSOLE = "off"'));
  const started = await npmStart(checkout);
  try {
    await started.ready();
    expect(started.output()).toContain(`endpoint  ${started.endpoint}`);
    expect(started.output()).not.toContain("/console");
    expect(await visit(new URL(started.endpoint).origin)).toEqual(off);
  } finally {
    started.child.kill("SIGTERM");
    await started.ended;
  }
});
