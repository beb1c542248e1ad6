/** A whole sign-in in Chromium: the served Worker, a real OpenID provider, and a web app with the unmodified web SDK. */
import { expect, test } from "vitest";
import { hasChromium, startChromium } from "../sdk/harness/chromium.ts";
import { expectSignedUp, signedIn, startWithProvider } from "../sdk/harness/provider-server.ts";
import { startWebApp } from "../sdk/harness/web-app.ts";

test.skipIf(!hasChromium)(
  `a sign-in with a real OpenID provider ends in a session and an identity${hasChromium ? "" : " (skipped: there is no Chromium on this machine)"}`,
  { timeout: 60_000 },
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
    // The provider asks whether it may tell.
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

    // What the browser remembers of the way is used up, and signs nobody out.
    const steps = asked.filter((url) => url.startsWith(`${endpoint}/account/sessions/oauth2/oidc/redirect?`));
    expect(steps).toHaveLength(1);
    for (const step of steps) expect((await page.goto(step))?.status()).toBe(400);
    await page.goto(app.origin);
    expect(await page.evaluate("account.get()")).toMatchObject({ email: "ada@provider.example" });
  },
);
