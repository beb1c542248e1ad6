/** Sign-ins with an OpenID provider whose id token is invalid: they fail, and nothing is written. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { call } from "../harness/client.ts";
import { dump } from "../harness/database.ts";
import { setUp } from "../harness/oauth2.ts";
import { configuration, goodClaims, makeKey, sign } from "../oauth2/provider.ts";
import { asGuest, expectFailure, failure, finish, identitiesOf, leadsTo, success } from "./people.ts";

const clientId = "oidc-client";

const [key, otherKey] = await Promise.all([makeKey("one"), makeKey("one")]);

/** The provider's id token for any code. */
let idToken = "";

beforeEach(async () => {
  const answers: Readonly<Record<string, () => unknown>> = {
    [`${configuration.issuer}/.well-known/openid-configuration`]: () => configuration,
    [configuration.jwks_uri]: () => ({ keys: [key.published] }),
    [configuration.token_endpoint]: () => ({ access_token: "hush-access", token_type: "bearer", id_token: idToken }),
    [configuration.userinfo_endpoint]: () => ({ sub: "7" }),
  };
  vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => {
    const answer = answers[new Request(input, init).url];
    return answer === undefined
      ? Promise.reject(new TypeError("No server listens."))
      : Promise.resolve(Response.json(answer()));
  });
  const wellKnownURL = `${configuration.issuer}/.well-known/openid-configuration`;
  expect((await setUp("oidc", { clientId, clientSecret: "hush", wellKnownURL })).status).toBe(200);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Begins a sign-in. @returns the parameters for the provider, and the browser's cookie */
async function begin() {
  const query = new URLSearchParams({ success, failure }).toString();
  const answer = await call("GET", `/account/sessions/oauth2/oidc?${query}`, asGuest);
  const { searchParams } = leadsTo(answer);
  const [state = "", nonce = ""] = ["state", "nonce"].map((name) => searchParams.get(name) ?? "");
  return { state, nonce, cookie: answer.headers.getSetCookie()[0]?.split(";")[0] ?? "" };
}

const claimsFor = (nonce: string) => ({
  ...goodClaims(configuration.issuer, clientId),
  sub: "7",
  nonce,
  iat: Math.floor(Date.now() / 1000),
  exp: Math.floor(Date.now() / 1000) + 300,
});

test("the id token of this sign-in signs in", async () => {
  const begun = await begin();
  idToken = await sign(key, claimsFor(begun.nonce));
  expect(leadsTo(await finish(begun, { code: "any" }, "oidc")).href).toBe(success);
  expect(await identitiesOf(7)).toHaveLength(1);
});

const bad: Readonly<Record<string, (nonce: string) => Promise<string>>> = {
  "of another sign-in, by its nonce": async () => sign(key, claimsFor((await begin()).nonce)),
  "without a nonce": (nonce) => sign(key, { ...claimsFor(nonce), nonce: undefined }),
  "for another client": (nonce) => sign(key, { ...claimsFor(nonce), aud: "other-client" }),
  "of another issuer": (nonce) => sign(key, { ...claimsFor(nonce), iss: "https://evil.example" }),
  "that has ended": (nonce) => sign(key, { ...claimsFor(nonce), exp: Math.floor(Date.now() / 1000) - 600 }),
  "signed by another key": (nonce) => sign(otherKey, claimsFor(nonce)),
};

test.each(Object.entries(bad))("an id token %s is refused, and nothing is written", async (_, make) => {
  const begun = await begin();
  idToken = await make(begun.nonce);
  const { oauth2_flows: _flows, ...before } = await dump();
  expectFailure(await finish(begun, { code: "any" }, "oidc"), "user_oauth2_unauthorized", 401);
  const { oauth2_flows: _left, ...after } = await dump();
  expect(after).toEqual(before);
});
