/** A whole sign-in from a server: the served Worker, a real OpenID provider, and an SDK with a key. */
import { expect, test } from "vitest";
import { signInAt } from "../harness/openid-provider.ts";
import { startWithProvider } from "../harness/provider-server.ts";
import { sdks } from "../harness/sdks.ts";

test("on a server, by each SDK with a key: a browser without our cookie brings back the token of a session", async ({
  onTestFinished,
}) => {
  const { endpoint, projectId, provider, server } = await startWithProvider(onTestFinished);
  const success = "http://localhost:3000/in";
  /** Requests an address, as a browser that keeps no cookies. */
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
