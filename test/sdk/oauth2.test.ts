/** Signing in with a real OpenID provider, over HTTP, through src/lib/oauth2 alone. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { authorizeUrl } from "../../src/lib/oauth2/authorize.ts";
import { resolveClient } from "../../src/lib/oauth2/client.ts";
import { readProfile } from "../../src/lib/oauth2/profile.ts";
import type { Client, SettingValue } from "../../src/lib/oauth2/provider.ts";
import { findProvider } from "../../src/lib/oauth2/providers.ts";
import { newCodeVerifier, newNonce, newState } from "../../src/lib/oauth2/random.ts";
import { exchangeCode, refreshTokens } from "../../src/lib/oauth2/token.ts";
import { createWeb } from "../../src/lib/oauth2/web.ts";
import { type OpenIdProvider, signInAt, startOpenIdProvider } from "./harness/openid-provider.ts";

const redirectUri = "https://rollcall.example/v1/account/sessions/oauth2/callback/oidc/rollcall";
const secret = "a secret: with + and % and / in it";

const claimsOf = (login: string) => ({
  email: `${login}@Mail.example`,
  email_verified: login !== "eve",
  name: `${login} of Mail`,
});

let basic: OpenIdProvider;
let post: OpenIdProvider;
beforeAll(async () => {
  const client = { id: "rollcall client", secret, redirectUris: [redirectUri] };
  const inForm = { ...client, authentication: "client_secret_post" as const };
  basic = await startOpenIdProvider({ clients: [client], claimsOf });
  post = await startOpenIdProvider({ clients: [inForm], claimsOf, tellsInIdToken: true });
});
afterAll(async () => {
  await basic.close();
  await post.close();
});

/** The network of this isolate. */
const web = createWeb(async (url, init) => fetch(url, init));

async function clientOf({ issuer }: OpenIdProvider, changed: Record<string, SettingValue> = {}): Promise<Client> {
  const provider = findProvider("oidc");
  if (provider === undefined) throw new Error("No such provider.");
  const wellKnownURL = `${issuer}/.well-known/openid-configuration`;
  const settings = { clientId: "rollcall client", clientSecret: secret, wellKnownURL, ...changed };
  const client = await resolveClient(web, provider, settings, Date.now());
  if (!client.ok) throw new Error(client.error.detail);
  return client.value;
}

/** Begins a sign-in, signs in at the provider, and comes back with a code. */
async function setOut(provider: OpenIdProvider, client: Client, login: string, scopes: readonly string[] = []) {
  const [codeVerifier, nonce, state] = [newCodeVerifier(), newNonce(), newState()];
  const startedAt = Date.now();
  const url = authorizeUrl(client, { redirectUri, state, nonce, codeVerifier, scopes });
  const back = await signInAt(provider, url, login);
  expect(`${back.origin}${back.pathname}`).toBe(redirectUri);
  expect(back.searchParams.get("state")).toBe(state);
  return { code: back.searchParams.get("code") ?? "", codeVerifier, nonce, startedAt };
}

/** Exchanges the code for tokens. */
const exchange = async (client: Client, grant: { readonly code: string; readonly codeVerifier: string }) =>
  exchangeCode(web, client, { ...grant, redirectUri, now: Date.now() });

async function signIn(provider: OpenIdProvider, client: Client, login: string) {
  const { nonce, startedAt, ...grant } = await setOut(provider, client, login);
  const tokens = await exchange(client, grant);
  if (!tokens.ok) throw new Error(tokens.error.detail);
  return readProfile(web, client, { tokens: tokens.value, nonce, startedAt, user: null, now: Date.now() });
}

const refused = (detail: string) => ({ ok: false, error: { kind: "refused", detail } });

test("a person signs in, described by the userinfo endpoint", async () => {
  expect(await signIn(basic, await clientOf(basic), "ada")).toEqual({
    ok: true,
    value: { uid: "ada", email: "ada@Mail.example", isEmailVerified: true, name: "ada of Mail" },
  });
});

test("a person signs in with the secret in the form, described by the id token", async () => {
  const found = await clientOf(post);
  const endpoints = { ...found.endpoints, userInfo: null, clientAuthentication: "post" as const };
  expect(await signIn(post, { ...found, endpoints }, "eve")).toEqual({
    ok: true,
    value: { uid: "eve", email: "eve@Mail.example", isEmailVerified: false, name: "eve of Mail" },
  });
});

test("a person signs in again where the settings require it, and the id token says when", async () => {
  expect(await signIn(basic, await clientOf(basic, { prompt: ["login"], maxAge: 0 }), "ada")).toMatchObject({
    ok: true,
  });
});

describe("a code", () => {
  test("is good once", async () => {
    const client = await clientOf(basic);
    const { code, codeVerifier } = await setOut(basic, client, "ada");
    expect(await exchange(client, { code, codeVerifier })).toMatchObject({ ok: true });
    expect(await exchange(client, { code, codeVerifier })).toEqual(refused("invalid_grant"));
  });

  test("is refused with another verifier, callback, or secret", async () => {
    const client = await clientOf(basic);
    const { code, codeVerifier } = await setOut(basic, client, "ada");
    const now = Date.now();
    expect(await exchange(client, { code, codeVerifier: newCodeVerifier() })).toEqual(refused("invalid_grant"));
    const elsewhere = { code, codeVerifier, redirectUri: "https://evil.example/", now };
    expect(await exchangeCode(web, client, elsewhere)).toEqual(refused("invalid_grant"));
    const thief = await clientOf(basic, { clientSecret: "another" });
    expect(await exchange(thief, { code, codeVerifier })).toEqual(refused("invalid_client"));
    expect(await exchange(client, { code: `${code}x`, codeVerifier })).toEqual(refused("invalid_grant"));
    expect(await exchange(client, { code, codeVerifier })).toMatchObject({ ok: true });
  });
});

test("an id token of another sign-in is refused", async () => {
  const client = await clientOf(basic);
  const { code, codeVerifier, startedAt } = await setOut(basic, client, "ada");
  const tokens = await exchange(client, { code, codeVerifier });
  if (!tokens.ok) throw new Error(tokens.error.detail);
  const signIn = { tokens: tokens.value, nonce: newNonce(), startedAt, user: null, now: Date.now() };
  expect(await readProfile(web, client, signIn)).toEqual({
    ok: false,
    error: { kind: "untrusted", detail: "id token: nonce" },
  });
});

test("tokens are refreshed where the provider gives a refresh token", async () => {
  const client = await clientOf(basic, { prompt: ["consent"] });
  const { code, codeVerifier } = await setOut(basic, client, "ada", ["offline_access"]);
  const first = await exchange(client, { code, codeVerifier });
  if (!first.ok || first.value.refreshToken === null) throw new Error("No refresh token.");
  const second = await refreshTokens(web, client, { refreshToken: first.value.refreshToken, now: Date.now() });
  if (!second.ok) throw new Error(second.error.detail);
  expect(second.value.accessToken).not.toBe(first.value.accessToken);
  expect(second.value.accessTokenExpiry).toBeGreaterThan(Date.now());
  expect(await refreshTokens(web, client, { refreshToken: "none", now: Date.now() })).toEqual(refused("invalid_grant"));
});

test.each([{ clientSecret: "another" }, { clientId: "another" }])(
  "a client that the provider does not know gets no tokens: %j",
  async (changed) => {
    const grant = { code: "nobody's".padEnd(43, "-"), codeVerifier: newCodeVerifier() };
    expect(await exchange(await clientOf(basic), grant)).toEqual(refused("invalid_grant"));
    expect(await exchange(await clientOf(basic, changed), grant)).toEqual(refused("invalid_client"));
  },
);
