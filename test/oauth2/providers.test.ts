/** The table of providers (docs/spec/oauth2.md#fields), and the settings that complete each row. */
import { describe, expect, test } from "vitest";
import { resolveClient } from "../../src/lib/oauth2/client.ts";
import { isComplete, type Settings } from "../../src/lib/oauth2/provider.ts";
import { findProvider, providers } from "../../src/lib/oauth2/providers.ts";
import { codeChallengeOf, newCodeVerifier, newNonce, newState } from "../../src/lib/oauth2/random.ts";
import { configuration, fakeWeb, now, settings } from "./provider.ts";

const find = (id: string) => {
  const provider = findProvider(id);
  if (provider === undefined) throw new Error(`No such provider: ${id}`);
  return provider;
};

test("has five rows with their fields, the secret ones marked", () => {
  const table = providers.map(({ fields, id }) => [
    id,
    Object.entries(fields).map(([name, { secret }]) => (secret ? `${name} (secret)` : name)),
  ]);
  expect(Object.fromEntries(table)).toEqual({
    google: ["clientId", "clientSecret (secret)", "prompt"],
    github: ["clientId", "clientSecret (secret)"],
    microsoft: ["applicationId", "applicationSecret (secret)", "tenant"],
    apple: ["serviceId", "keyId", "teamId", "p8File (secret)"],
    oidc: [
      "clientId",
      "clientSecret (secret)",
      "wellKnownURL",
      "authorizationURL",
      "tokenURL",
      "userInfoURL",
      "prompt",
      "maxAge",
    ],
  });
});

test.each(["", "Google", "constructor", "__proto__", "facebook"])("has no row %j", (id) => {
  expect(findProvider(id)).toBeUndefined();
});

describe("is complete", () => {
  const required: Readonly<Record<string, readonly string[]>> = {
    google: ["clientId", "clientSecret"],
    github: ["clientId", "clientSecret"],
    microsoft: ["applicationId", "applicationSecret"],
    apple: ["serviceId", "keyId", "teamId", "p8File"],
    oidc: ["clientId", "clientSecret", "wellKnownURL"],
  };

  test.each(Object.keys(required))("%s with all required fields, and not without one of them", async (id) => {
    const provider = find(id);
    const full: Settings = { ...settings[id], ...(id === "apple" ? { p8File: "p8" } : {}) };
    const least = Object.fromEntries((required[id] ?? []).map((name) => [name, full[name]]));
    expect([isComplete(provider, full), isComplete(provider, least), isComplete(provider, {})]).toEqual([
      true,
      true,
      false,
    ]);
    for (const name of Object.keys(least)) {
      for (const value of ["", undefined, null]) {
        expect({ name, complete: isComplete(provider, { ...least, [name]: value }) }).toEqual({
          name,
          complete: false,
        });
      }
      const client = await resolveClient(fakeWeb({}).web, provider, { ...least, [name]: "" }, now);
      expect(client).toEqual({ ok: false, error: { kind: "unconfigured", detail: "credentials are missing" } });
    }
  });

  const urls = {
    authorizationURL: "https://a.example",
    tokenURL: "https://t.example",
    userInfoURL: "https://u.example",
  };

  test("oidc with three addresses in place of the configuration's, and not with two", () => {
    const client = { clientId: "c", clientSecret: "s", ...urls };
    expect(isComplete(find("oidc"), client)).toBe(true);
    for (const name of Object.keys(urls)) expect(isComplete(find("oidc"), { ...client, [name]: "" })).toBe(false);
  });

  test("oidc only with allowed addresses", () => {
    for (const name of ["wellKnownURL", ...Object.keys(urls)]) {
      expect(isComplete(find("oidc"), { ...settings["oidc"], ...urls, [name]: "http://id.example" })).toBe(false);
    }
  });

  test.each(["contoso.onmicrosoft.com", "common/../x", "commons", "11111111-2222-3333-4444-55555555555g", " "])(
    "microsoft not with the tenant %j, which becomes part of addresses",
    (tenant) => {
      expect(isComplete(find("microsoft"), { ...settings["microsoft"], tenant })).toBe(false);
    },
  );
});

test("addresses that the settings give go before those that the provider publishes", async () => {
  const given: Settings = { ...settings["oidc"], tokenURL: "https://proxy.example/token" };
  const { web } = fakeWeb({ [String(given["wellKnownURL"])]: configuration });
  expect(await resolveClient(web, find("oidc"), given, now)).toMatchObject({
    value: {
      endpoints: {
        authorization: configuration.authorization_endpoint,
        token: "https://proxy.example/token",
        openId: { jwks: configuration.jwks_uri },
      },
    },
  });
});

test("a provider whose configuration cannot be read fails", async () => {
  const client = await resolveClient(fakeWeb({}).web, find("oidc"), settings["oidc"] ?? {}, now);
  expect(client).toMatchObject({ error: { kind: "unreachable" } });
});

test.each([newState, newNonce, newCodeVerifier])("a value that must not be guessed differs each time: %#", (make) => {
  const made = Array.from({ length: 1_000 }, make);
  expect(new Set(made).size).toBe(1_000);
  for (const text of made) expect(text).toMatch(/^[\w-]{43}$/);
});

test("the challenge of a verifier is that of RFC 7636, appendix B", () => {
  const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  expect(codeChallengeOf(verifier)).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
});
