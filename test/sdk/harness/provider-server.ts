/** A served Worker with a real OpenID provider, for tests of a whole sign-in. */
import { expect } from "vitest";
import { setUpProvider } from "./oauth2.ts";
import { startOpenIdProvider } from "./openid-provider.ts";
import { type Server, startServer } from "./server.ts";

type OnTestFinished = (end: () => Promise<void>) => void;

const clientSecret = "hush-hush-hush-hush-hush-hush-hush";

/** Starts a server with a configured provider; both stop at the end of the test. @param host of the server for browsers */
export async function startWithProvider(onTestFinished: OnTestFinished, host = "127.0.0.1") {
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

/** Asserts the rows that a sign-in has written, except the session. */
export async function expectSignedUp({ db }: Server): Promise<void> {
  const rows = async (sql: string) => (await db.prepare(sql).all()).results;
  expect(await rows("SELECT provider, provider_uid, provider_email FROM identities")).toEqual([
    { provider: "oidc", provider_uid: "ada", provider_email: "ada@provider.example" },
  ]);
  expect(await rows("SELECT event FROM logs WHERE actor_type = 'user' ORDER BY seq")).toEqual([
    { event: "user.create" },
    { event: "identity.create" },
    { event: "session.create" },
  ]);
  expect(await rows("SELECT * FROM oauth2_flows")).toEqual([]);
}

export const signedIn = { provider: "oidc", providerUid: "ada", factors: ["email", "oauth2"] };
