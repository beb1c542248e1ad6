/** A stubbed provider: it signs id tokens, answers as the test says, and records requests. No network. */
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import { resolveClient } from "../../src/lib/oauth2/client.ts";
import type { Client, Settings, SignIn, Tokens } from "../../src/lib/oauth2/provider.ts";
import { findProvider } from "../../src/lib/oauth2/providers.ts";
import { createWeb, type Fetch, type Web } from "../../src/lib/oauth2/web.ts";

/** Milliseconds since the Unix epoch. */
export const now = Date.UTC(2026, 10, 23, 12);
export const seconds = now / 1000;
export const redirectUri = "https://rollcall.example/v1/account/sessions/oauth2/callback/provider/project";
export const nonce = "n".repeat(43);
export const codeVerifier = "v".repeat(43);

/** Settings of each provider, complete. Secrets have "hush" in them. */
export const settings: Readonly<Record<string, Settings>> = {
  google: { clientId: "google-client", clientSecret: "hush google", prompt: ["consent", "select_account"] },
  github: { clientId: "github-client", clientSecret: "hush+github" },
  microsoft: { applicationId: "microsoft-client", applicationSecret: "hush~microsoft", tenant: "common" },
  apple: { serviceId: "apple-client", keyId: "APPLEKEYID", teamId: "APPLETEAM1" },
  oidc: {
    clientId: "oidc client",
    clientSecret: "hush:oidc",
    wellKnownURL: "https://id.example/tenant/.well-known/openid-configuration",
    prompt: ["login"],
    maxAge: 3_600,
  },
};

export const configuration = {
  issuer: "https://id.example/tenant",
  authorization_endpoint: "https://id.example/tenant/authorize?tenant=1",
  token_endpoint: "https://id.example/tenant/token",
  userinfo_endpoint: "https://id.example/tenant/userinfo",
  jwks_uri: "https://id.example/tenant/keys",
};

/** The answers by address: JSON with 200, or a Response. */
export type Routes = Record<string, unknown>;

export interface Asked {
  readonly url: string;
  readonly method: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly redirect: string | undefined;
}

/** @param routes by address, which may change between requests. Other addresses have no server. */
export function fakeWeb(routes: Routes): { readonly web: Web; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const fetch: Fetch = async (url, { body, headers, method, redirect }) => {
    asked.push({
      url,
      method,
      headers: Object.fromEntries(new Headers(headers)),
      body: typeof body === "string" ? body : null,
      redirect,
    });
    const answer = routes[url];
    if (answer === undefined) throw new TypeError(`No server listens at ${url}.`);
    return Promise.resolve(answer instanceof Response ? answer.clone() : Response.json(answer));
  };
  return { web: createWeb(fetch), asked };
}

/** The client of a provider with the settings above, or with other settings in their place. */
export async function clientOf(id: string, changed: Settings = {}, web = fakeWeb({}).web): Promise<Client> {
  const provider = findProvider(id);
  if (provider === undefined) throw new Error(`No such provider: ${id}`);
  const given = id === "apple" ? { ...settings[id], p8File: (await appleKey()).pem } : settings[id];
  const client = await resolveClient(web, provider, { ...given, ...changed }, now);
  if (!client.ok) throw new Error(client.error.detail);
  return client.value;
}

/** A pair of keys; the published half has the given further fields. */
export async function makeKey(kid: string, more: JWK = {}, alg = "RS256") {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, published: { ...(await exportJWK(publicKey)), kid, alg, use: "sig", ...more } };
}

export type Key = Awaited<ReturnType<typeof makeKey>>;

/** A p8 file in Apple's format, and the key that verifies its signatures. */
export async function appleKey() {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const exported = await crypto.subtle.exportKey("pkcs8", privateKey);
  if (!(exported instanceof ArrayBuffer)) throw new Error("The key was not exported as bytes.");
  const lines = Buffer.from(exported).toString("base64").replaceAll(/.{64}/g, "$&\n");
  return { pem: `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`, publicKey };
}

export const sign = async ({ alg, kid, privateKey }: Key, claims: JWTPayload): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(privateKey);

/** Claims of a good id token, for a client of the issuer. */
export const goodClaims = (iss: string, aud: string): JWTPayload => ({
  iss,
  aud,
  sub: "subject-1",
  iat: seconds - 1,
  exp: seconds + 300,
  auth_time: seconds - 10,
  nonce,
  email: "Ada@Mail.example",
  email_verified: true,
  name: "Ada Lovelace",
});

const tokensOf = (idToken: string | null): Tokens => ({
  accessToken: "hush-access",
  accessTokenExpiry: null,
  refreshToken: null,
  idToken,
});

export const signInOf = (idToken: string | null, user: string | null = null): SignIn => ({
  tokens: tokensOf(idToken),
  nonce,
  startedAt: now - 20_000,
  user,
  now,
});
