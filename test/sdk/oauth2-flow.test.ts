/** A whole sign-in over HTTP: the served Worker, a real OpenID provider, and a browser without scripts. */
import { expect, test } from "vitest";
import { signInAt, startOpenIdProvider } from "./harness/openid-provider.ts";
import { startServer } from "./harness/server.ts";

test("a sign-in with a real OpenID provider ends in a session, an identity and rows of the log", async ({
  onTestFinished,
}) => {
  const server = await startServer();
  onTestFinished(() => server.stop());
  const { endpoint, key, projectId } = server;
  const provider = await startOpenIdProvider({
    clients: [
      {
        id: "rollcall",
        secret: "hush-hush-hush-hush-hush-hush-hush",
        redirectUris: [`${endpoint}/account/sessions/oauth2/callback/oidc/${projectId}`],
      },
    ],
    claimsOf: (login) => ({ email: `${login}@Provider.example`, email_verified: true, name: "Ada Lovelace" }),
  });
  onTestFinished(() => provider.close());

  const asKey = { "x-appwrite-project": projectId, "x-appwrite-key": key, "content-type": "application/json" };
  const setUp = await fetch(`${endpoint}/project/oauth2/oidc`, {
    method: "PATCH",
    headers: asKey,
    body: JSON.stringify({
      clientId: "rollcall",
      clientSecret: "hush-hush-hush-hush-hush-hush-hush",
      wellKnownURL: `${provider.issuer}/.well-known/openid-configuration`,
    }),
  });
  expect(setUp.status, await setUp.text()).toBe(200);

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
  expect(await session.json()).toMatchObject({ provider: "oidc", providerUid: "ada", factors: ["email", "oauth2"] });
  const rows = async (sql: string) => (await server.db.prepare(sql).all()).results;
  expect(await rows("SELECT provider, provider_uid, provider_email FROM identities")).toEqual([
    { provider: "oidc", provider_uid: "ada", provider_email: "ada@provider.example" },
  ]);
  expect(await rows("SELECT event FROM logs WHERE actor_type = 'user' ORDER BY seq")).toEqual([
    { event: "user.create" },
    { event: "session.create" },
  ]);
  expect(await rows("SELECT * FROM oauth2_flows")).toEqual([]);
});
