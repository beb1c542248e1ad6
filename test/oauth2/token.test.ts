/** The answers of the token endpoint. presets.test.ts tests the requests. */
import { describe, expect, test } from "vitest";
import { exchangeCode } from "../../src/lib/oauth2/token.ts";
import { clientOf, codeVerifier, fakeWeb, now, redirectUri } from "./provider.ts";

async function exchange(answer: unknown) {
  const client = await clientOf("google");
  const { web } = fakeWeb({ [client.endpoints.token]: answer });
  return exchangeCode(web, client, { code: "hush-code", codeVerifier, redirectUri, now });
}

const least = { access_token: "access", token_type: "Bearer" };

describe("tokens", () => {
  test("are kept unchanged, with the expiry of the access token", async () => {
    const all = { ...least, expires_in: 3_599, refresh_token: "refresh", id_token: "id", scope: "openid", more: {} };
    expect(await exchange(all)).toEqual({
      ok: true,
      value: { accessToken: "access", accessTokenExpiry: now + 3_599_000, refreshToken: "refresh", idToken: "id" },
    });
  });

  test.each([least, { access_token: "access" }, { ...least, refresh_token: null, id_token: null, expires_in: null }])(
    "may be an access token only: %j",
    async (answer) => {
      expect(await exchange(answer)).toEqual({
        ok: true,
        value: { accessToken: "access", accessTokenExpiry: null, refreshToken: null, idToken: null },
      });
    },
  );

  test.each([
    ["28800", now + 28_800_000],
    [0, null],
    [-1, null],
    [1e9, null],
    ["soon", null],
    [{}, null],
  ])("that live %j seconds end at %j", async (seconds, accessTokenExpiry) => {
    expect(await exchange({ ...least, expires_in: seconds })).toMatchObject({ value: { accessTokenExpiry } });
  });

  test.each([
    {},
    [],
    null,
    "access",
    { access_token: "" },
    { access_token: 1 },
    { access_token: "x".repeat(16_385) },
    { ...least, token_type: "mac" },
    { ...least, id_token: {} },
    { ...least, refresh_token: "" },
  ])("are malformed: %j", async (answer) => {
    expect(await exchange(Response.json(answer))).toEqual({
      ok: false,
      error: { kind: "unreadable", detail: "no tokens" },
    });
  });
});

describe("a refusal", () => {
  test.each([200, 400, 401])("with %i is reported by its code", async (status) => {
    const body = { error: "invalid_grant", error_description: "hush" };
    expect(await exchange(Response.json(body, { status }))).toEqual({
      ok: false,
      error: { kind: "refused", detail: "invalid_grant" },
    });
  });

  test.each(["hush-code", "hush_google", "", 1, null, ["invalid_grant"], { invalid_grant: "hush" }])(
    "with an unknown code is not repeated: %j",
    async (error) => {
      expect(await exchange(Response.json({ error }, { status: 400 }))).toEqual({
        ok: false,
        error: { kind: "refused", detail: "unknown_error" },
      });
    },
  );

  test("counts also where tokens stand beside it", async () => {
    expect(await exchange({ ...least, error: "server_error" })).toMatchObject({ error: { kind: "refused" } });
  });
});
