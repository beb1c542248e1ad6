/**
 * A whole sign-in over HTTP: the served Worker, a real OpenID provider, and a browser without scripts. By each SDK of servers:
 * versions/oauth2-flow.test.ts. In a real browser: test/commands/browser.test.ts.
 */
import { expect, test } from "vitest";
import { signInAt } from "./harness/openid-provider.ts";
import { expectSignedUp, signedIn, startWithProvider } from "./harness/provider-server.ts";

test("over HTTP: a sign-in with a real OpenID provider ends in a session, an identity and rows of the log", async ({
  onTestFinished,
}) => {
  const { endpoint, projectId, provider, server } = await startWithProvider(onTestFinished);
  const cookies = new Map<string, string>();
  /** Follows one step of a redirect, as a browser would. */
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
