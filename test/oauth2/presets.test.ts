/// <reference types="vite/client" />
/** The exact requests to each provider, compared with golden/. */
import { jwtVerify } from "jose";
import { expect, test } from "vitest";
import { authorizeUrl } from "../../src/lib/oauth2/authorize.ts";
import { providers } from "../../src/lib/oauth2/providers.ts";
import { exchangeCode, refreshTokens } from "../../src/lib/oauth2/token.ts";
import {
  appleKey,
  clientOf,
  codeVerifier,
  configuration,
  fakeWeb,
  nonce,
  now,
  redirectUri,
  seconds,
  settings,
} from "./provider.ts";

interface Golden {
  readonly authorize: string;
  readonly token: unknown;
  readonly refresh: unknown;
}

const files = import.meta.glob<Golden>("./golden/*.json", { import: "default", eager: true });
const ids = providers.map(({ id }) => id);

function goldenOf(id: string): Golden {
  const golden = files[`./golden/${id}.json`];
  if (golden === undefined) throw new Error(`Write test/oauth2/golden/${id}.json.`);
  return golden;
}

test("each provider has a golden file, and each file a provider", () => {
  expect(Object.keys(files).toSorted()).toEqual(ids.map((id) => `./golden/${id}.json`).toSorted());
});

/** The client of a provider, at a location where its token endpoint returns only an access token. */
async function setUp(id: string, changed = {}) {
  const known = { [settings["oidc"]?.["wellKnownURL"] as string]: configuration };
  const client = await clientOf(id, changed, fakeWeb(known).web);
  return { client, ...fakeWeb({ [client.endpoints.token]: { access_token: "hush", token_type: "Bearer" } }) };
}

/** Apple's secret differs each time, and has a separate test. */
const masked = (asked: unknown) =>
  JSON.parse(JSON.stringify(asked).replace(/client_secret=eyJ[\w.-]+/, "client_secret=<jwt>")) as unknown;

test.each(ids)("%s sends browsers to its authorize URL", async (id) => {
  const { client } = await setUp(id);
  const scopes = ["email", "calendar.read calendar.read", "a&b=c"];
  expect(authorizeUrl(client, { redirectUri, state: "s".repeat(43), nonce, codeVerifier, scopes })).toBe(
    goldenOf(id).authorize,
  );
});

test.each(ids)("%s exchanges a code by its token request", async (id) => {
  const { asked, client, web } = await setUp(id);
  const tokens = await exchangeCode(web, client, { code: "the/code +", codeVerifier, redirectUri, now });
  expect(tokens.ok).toBe(true);
  expect(asked.map(masked)).toEqual([goldenOf(id).token]);
});

test.each(ids)("%s exchanges a refresh token by its token request", async (id) => {
  const { asked, client, web } = await setUp(id);
  expect((await refreshTokens(web, client, { refreshToken: "the refresh token", now })).ok).toBe(true);
  expect(asked.map(masked)).toEqual([goldenOf(id).refresh]);
});

test.each(ids)("%s refuses a code in its own words, or does not answer", async (id) => {
  const { client } = await setUp(id);
  const grant = { code: "the/code +", codeVerifier, redirectUri, now };
  const refuse = (error: string) =>
    fakeWeb({ [client.endpoints.token]: Response.json({ error }, { status: 400 }) }).web;
  for (const error of ["invalid_grant", "invalid_client", "incorrect_client_credentials", "Not Found"]) {
    expect(await exchangeCode(refuse(error), client, grant)).toMatchObject({
      error: { kind: "refused", detail: error === "Not Found" ? "unknown_error" : error },
    });
  }
  expect(await exchangeCode(fakeWeb({}).web, client, grant)).toMatchObject({ error: { kind: "unreachable" } });
});

test("Apple's secret is signed by the team's key for five minutes", async () => {
  const { pem, publicKey } = await appleKey();
  const { asked, client, web } = await setUp("apple", { p8File: pem });
  await refreshTokens(web, client, { refreshToken: "r", now });
  const secret = new URLSearchParams(asked[0]?.body ?? "").get("client_secret") ?? "";
  const { payload, protectedHeader } = await jwtVerify(secret, publicKey, { currentDate: new Date(now) });
  expect(protectedHeader).toEqual({ alg: "ES256", kid: "APPLEKEYID" });
  expect(payload).toEqual({
    iss: "APPLETEAM1",
    sub: "apple-client",
    aud: "https://appleid.apple.com",
    iat: seconds,
    exp: seconds + 300,
  });
});

test.each(["hush", "-----BEGIN PRIVATE KEY-----\nhush\n-----END PRIVATE KEY-----"])(
  "a p8 file that is no key is reported, without its content: %j",
  async (p8File) => {
    const { asked, client, web } = await setUp("apple", { p8File });
    const tokens = await refreshTokens(web, client, { refreshToken: "r", now });
    expect(tokens).toEqual({ ok: false, error: { kind: "unconfigured", detail: "p8File is no key for ES256" } });
    expect(asked).toEqual([]);
  },
);
