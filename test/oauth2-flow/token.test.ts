import { expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { refresh } from "../harness/github.ts";
import { account, asGuest, current, leadsTo, sessionIn, signIn, withGitHub } from "./people.ts";

withGitHub();

const redeem = (userId: string | null, secret: string | null) =>
  call("POST", "/account/sessions/token", { ...asGuest, body: { userId, secret } });

test("a token flow ends with a secret in the address, which begins a session of the provider, once", async () => {
  for (const email of ["ida@x.example", "ida@y.example"]) {
    const answer = await signIn({ id: 50, email }, { kind: "tokens" });
    expect(sessionIn(answer)).toBe("");
    const { searchParams } = leadsTo(answer);
    const [userId, secret] = [searchParams.get("userId"), searchParams.get("secret")];
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(searchParams.get("from")).toBe("app");
    const session = await redeem(userId, secret);
    expect(session.status).toBe(201);
    expect(session.body).toMatchObject({
      provider: "github",
      providerUid: "50",
      providerAccessToken: expect.stringMatching(/^hush-code-/),
      factors: ["email", "oauth2"],
    });
    expect((await redeem(userId, secret)).body["type"]).toBe("user_invalid_token");
  }
});

test("a token whose identity has been deleted begins no session", async () => {
  const { searchParams } = leadsTo(await signIn({ id: 51 }, { kind: "tokens" }));
  await rows("DELETE FROM identities WHERE provider_uid = '51'");
  const answer = await redeem(searchParams.get("userId"), searchParams.get("secret"));
  expect(answer.body["type"]).toBe("user_invalid_token");
});

const update = (value: string) =>
  call("PATCH", "/account/sessions/current", { key: null, headers: { "x-appwrite-session": value }, body: {} });

test("a session that is extended gets new tokens of its provider, and the old refresh token stays where none came", async () => {
  const value = sessionIn(await signIn({ id: 52 }, { tokens: { refresh_token: "hush-1" } }));
  refresh.answer = () => Promise.resolve(Response.json({ access_token: "new", token_type: "bearer" }));
  expect((await update(value)).body).toMatchObject({
    providerAccessToken: "new",
    providerRefreshToken: "hush-1",
    providerAccessTokenExpiry: "",
  });
  expect(await current(value)).toMatchObject({ providerAccessToken: "new", providerRefreshToken: "hush-1" });
});

test("a provider that refuses or fails leaves the session as it was", async () => {
  const value = sessionIn(await signIn({ id: 53 }, { tokens: { refresh_token: "hush-2" } }));
  const before = await current(value);
  const refusals = [
    [() => Response.json({ error: "bad_refresh_token" }), "user_oauth2_provider_error"],
    [() => new Response("down", { status: 503 }), "user_oauth2_provider_failure"],
  ] as const;
  for (const [answer, type] of refusals) {
    refresh.answer = () => Promise.resolve(answer());
    const updated = await update(value);
    expect([updated.status, updated.body["type"]]).toEqual([424, type]);
    expect(await current(value)).toEqual(before);
  }
});

test("a session without a refresh token is extended without asking", async () => {
  const value = sessionIn(await signIn({ id: 54 }));
  refresh.answer = () => Promise.reject(new Error("It was asked."));
  expect((await update(value)).status).toBe(200);
});

test("every value of the provider is sealed in the database", async () => {
  const value = sessionIn(await signIn({ id: 55 }, { tokens: { refresh_token: "hush-3" } }));
  expect(await account(value)).toMatchObject({ email: "" });
  const stored = JSON.stringify([await rows("SELECT * FROM sessions"), await rows("SELECT * FROM identities")]);
  expect(stored).not.toContain("hush");
});
