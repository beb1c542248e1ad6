/**
 * A whole sign-in: the served Worker, a real OpenID provider, and a browser. Once in Chromium, in a web app with the unmodified
 * web SDK; once over HTTP, with a browser without scripts, which is what remains where there is no Chromium; and once from a
 * server.
 */
import { expect, test } from "vitest";
import { hasChromium, startChromium } from "./harness/chromium.ts";
import { setUpProvider } from "./harness/oauth2.ts";
import { signInAt, startOpenIdProvider } from "./harness/openid-provider.ts";
import { sdks } from "./harness/sdks.ts";
import { type Server, startServer } from "./harness/server.ts";
import { startWebApp } from "./harness/web-app.ts";

type OnTestFinished = (end: () => Promise<void>) => void;

const clientSecret = "hush-hush-hush-hush-hush-hush-hush";

/** A server with a provider that is set up. @param host that browsers know the server by */
async function start(onTestFinished: OnTestFinished, host: string) {
  const server = await startServer();
  onTestFinished(() => server.stop());
  const { projectId } = server;
  const endpoint = server.endpoint.replace("127.0.0.1", host);
  const provider = await startOpenIdProvider({
    clients: [
      {
        id: "rollcall",
        secret: clientSecret,
        redirectUris: [`${endpoint}/account/sessions/oauth2/callback/oidc/${projectId}`],
      },
    ],
    claimsOf: (login) => ({ email: `${login}@Provider.example`, email_verified: true, name: "Ada Lovelace" }),
  });
  onTestFinished(() => provider.close());
  await setUpProvider(server, "oidc", {
    clientId: "rollcall",
    clientSecret,
    wellKnownURL: `${provider.issuer}/.well-known/openid-configuration`,
  });
  return { endpoint, projectId, provider, server };
}

/** What a sign-in has written, the session aside. */
async function expectSignedUp({ db }: Server): Promise<void> {
  const rows = async (sql: string) => (await db.prepare(sql).all()).results;
  expect(await rows("SELECT provider, provider_uid, provider_email FROM identities")).toEqual([
    { provider: "oidc", provider_uid: "ada", provider_email: "ada@provider.example" },
  ]);
  expect(await rows("SELECT event FROM logs WHERE actor_type = 'user' ORDER BY seq")).toEqual([
    { event: "user.create" },
    { event: "session.create" },
  ]);
  expect(await rows("SELECT * FROM oauth2_flows")).toEqual([]);
}

const signedIn = { provider: "oidc", providerUid: "ada", factors: ["email", "oauth2"] };

test("over HTTP: a sign-in with a real OpenID provider ends in a session, an identity and rows of the log", async ({
  onTestFinished,
}) => {
  const { endpoint, projectId, provider, server } = await start(onTestFinished, "127.0.0.1");
  const cookies = new Map<string, string>();
  /** Goes to an address as a browser would, one step. */
  const go = async (url: string) => {
    const response = await fetch(url, {
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    expect(response.status, await response.text()).toBe(301);
    return response.headers.get("location") ?? "";
  };

  const success = "http://localhost:3000/in";
  const authorize = await go(`${endpoint}/account/sessions/oauth2/oidc?project=${projectId}&success=${success}`);
  const callback = await signInAt(provider, authorize, "ada");
  const redirect = await go(callback.href);
  expect(await go(redirect)).toBe(success);

  const session = await fetch(`${endpoint}/account/sessions/current`, {
    headers: {
      "x-appwrite-project": projectId,
      cookie: `a_session_${projectId}=${cookies.get(`a_session_${projectId}`) ?? ""}`,
    },
  });
  expect(await session.json()).toMatchObject(signedIn);
  await expectSignedUp(server);
});

test("on a server, by each SDK with a key: a browser without a cookie of ours brings back what begins a session", async ({
  onTestFinished,
}) => {
  const { endpoint, projectId, provider, server } = await start(onTestFinished, "127.0.0.1");
  const success = "http://localhost:3000/in";
  /** Goes to an address, as a browser that keeps no cookies. */
  const go = async (url: string) => (await fetch(url, { redirect: "manual" })).headers.get("location") ?? "";

  for (const sdk of sdks) {
    const login = `ada${sdk.version}`;
    const { account } = sdk.connect({ endpoint, projectId, key: server.key });
    const authorize = await account.createOAuth2Token({
      provider: "oidc",
      success,
      failure: "http://localhost:3000/out",
    });
    const callback = await signInAt(provider, String(authorize), login);
    const back = new URL(await go(await go(callback.href)));
    expect(`${back.origin}${back.pathname}`).toBe(success);
    const [userId, secret] = ["userId", "secret"].map((name) => back.searchParams.get(name) ?? "");
    const session = await account.createSession({ userId: userId ?? "", secret: secret ?? "" });
    expect(session).toMatchObject({ userId, provider: "oidc", providerUid: login });
    const self = sdk.connect({ endpoint, projectId, session: session.secret }).account;
    expect(await self.get()).toMatchObject({ email: `${login}@provider.example`, emailVerification: true });
  }
});

test.skipIf(!hasChromium)(
  `in Chromium, by the web SDK: the same${hasChromium ? "" : " (skipped: there is no Chromium on this machine)"}`,
  { timeout: 60_000 },
  async ({ onTestFinished }) => {
    const { endpoint, projectId, provider, server } = await start(onTestFinished, "localhost");
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
