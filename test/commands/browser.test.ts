/** A whole sign-in in Chromium: the served Worker, a real OpenID provider, and a web app with the unmodified web SDK. */
import { expect, test, vi } from "vitest";
import { lastMessageTo } from "../harness/outbox.ts";
import { hasChromium, startChromium } from "../sdk/harness/chromium.ts";
import { expectSignedUp, signedIn, startWithProvider } from "../sdk/harness/provider-server.ts";
import { startServer } from "../sdk/harness/server.ts";
import { startWebApp } from "../sdk/harness/web-app.ts";

test.skipIf(!hasChromium)(
  `a sign-in with a real OpenID provider ends in a session and an identity${hasChromium ? "" : " (skipped: there is no Chromium on this machine)"}`,
  async ({ onTestFinished }) => {
    const { endpoint, projectId, provider, server } = await startWithProvider(onTestFinished, "localhost");
    const app = await startWebApp({ endpoint, projectId });
    onTestFinished(() => app.close());
    const browser = await startChromium();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));

    await page.goto(app.origin);
    await page.evaluate(`account.createOAuth2Session("oidc", "${app.origin}/in", "${app.origin}/out")`);
    await page.waitForURL(`${provider.issuer}/**`);
    await page.fill("input[name=login]", "ada");
    await page.fill("input[name=password]", "any");
    await page.click("button[type=submit]");
    // The provider asks for consent.
    await page.click("button[type=submit]");
    await page.waitForURL(`${app.origin}/**`);
    expect(page.url()).toBe(`${app.origin}/in`);

    expect(await page.evaluate("account.get()")).toMatchObject({
      email: "ada@provider.example",
      emailVerification: true,
      name: "Ada Lovelace",
    });
    expect(await page.evaluate('account.getSession("current")')).toMatchObject({ ...signedIn, current: true });
    await expectSignedUp(server);

    // The browser's cookie for the sign-in is used up, and a replay ends no session.
    const steps = asked.filter((url) => url.startsWith(`${endpoint}/account/sessions/oauth2/oidc/redirect?`));
    expect(steps).toHaveLength(1);
    for (const step of steps) expect((await page.goto(step))?.status()).toBe(400);
    await page.goto(app.origin);
    expect(await page.evaluate("account.get()")).toMatchObject({ email: "ada@provider.example" });
  },
);

test.skipIf(!hasChromium)(
  "the button of a mailed link's page signs the browser in, in light and dark, without an error in the console",
  async ({ onTestFinished }) => {
    const server = await startServer();
    const { endpoint, kv, projectId } = server;
    onTestFinished(() => server.stop());
    const browser = await startChromium();
    onTestFinished(() => browser.close());
    for (const colorScheme of ["light", "dark"] as const) {
      const email = `${colorScheme}@mail.example`;
      const headers = { "content-type": "application/json", "x-appwrite-project": projectId };
      const body = JSON.stringify({ userId: colorScheme, email });
      expect((await fetch(`${endpoint}/account/tokens/magic-url`, { method: "POST", headers, body })).status).toBe(201);
      const { text } = await vi.waitFor(() => lastMessageTo(kv, email), { timeout: 5_000, interval: 100 });
      const context = await browser.newContext({ colorScheme, viewport: { width: 375, height: 700 } });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => complaints.push(message.text()));
      await page.goto(/https?:\/\/\S+/.exec(text)?.[0] ?? "");
      const ground = await page.evaluate("getComputedStyle(document.body).backgroundColor");
      expect(ground).toBe(colorScheme === "light" ? "rgb(246, 246, 244)" : "rgb(21, 23, 26)");
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(375);
      await page.click("button");
      await page.waitForSelector("text=You are signed in");
      expect(complaints).toEqual([]);
      await page.goto(`${endpoint}/account?project=${projectId}`);
      expect(await page.textContent("body")).toContain(`"$id":"${colorScheme}"`);
      await context.close();
    }
  },
);
