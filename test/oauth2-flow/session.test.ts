import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { asked, codeFor } from "../harness/github.ts";
import { date } from "../harness/users.ts";
import {
  account,
  begin,
  current,
  expectFailure,
  finish,
  identitiesOf,
  leadsTo,
  sessionIn,
  signIn,
  success,
  withGitHub,
} from "./people.ts";

withGitHub();

describe("a sign-in with a provider", () => {
  test("begins with a challenge, a state and a cookie that only this browser and this route get", async () => {
    const answer = await call("GET", `/account/sessions/oauth2/github?success=${success}&scopes[]=repo&scopes[]=gist`, {
      key: null,
    });
    const { origin, searchParams } = leadsTo(answer);
    expect(origin).toBe("https://github.com");
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: "github-client",
      redirect_uri: `http://rollcall.test/v1/account/sessions/oauth2/callback/github/${env.PROJECT_ID}`,
      response_type: "code",
      scope: "user:email repo gist",
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
    });
    expect(answer.headers.get("cache-control")).toBe("no-store, no-cache, must-revalidate, max-age=0");
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^a_oauth2_[0-9a-f]{16}=[\w-]{43}; Max-Age=600; Path=\/v1\/account\/sessions\/oauth2\/github\/redirect; HttpOnly; SameSite=Lax$/,
      ),
    ]);
  });

  test("ends in a user, an identity, a session with the provider's tokens, and rows of the log", async () => {
    const person = { id: 1, name: "Ada", email: "Ada@GitHub.example" };
    const answer = await signIn(person, { tokens: { refresh_token: "hush-refresh" } });
    expect(leadsTo(answer).href).toBe(success);
    const value = sessionIn(answer);
    const user = await account(value);
    expect(user).toMatchObject({ name: "Ada", email: "ada@github.example", emailVerification: true });
    expect(user["targets"]).toMatchObject([{ providerType: "email", identifier: "ada@github.example" }]);
    expect(await current(value)).toMatchObject({
      provider: "github",
      providerUid: "1",
      providerAccessToken: expect.stringMatching(/^hush-code-/),
      providerRefreshToken: "hush-refresh",
      providerAccessTokenExpiry: date,
      factors: ["email", "oauth2"],
      current: true,
    });
    expect(await identitiesOf(1)).toEqual([
      { provider: "github", provider_uid: "1", provider_email: "ada@github.example", user_id: user["$id"] },
    ]);
    expect(await rows("SELECT event, actor_id FROM logs WHERE actor_id = ? ORDER BY seq", String(user["$id"]))).toEqual(
      [
        { event: "user.create", actor_id: user["$id"] },
        { event: "identity.create", actor_id: user["$id"] },
        { event: "session.create", actor_id: user["$id"] },
      ],
    );
    expect(await rows("SELECT id FROM oauth2_flows WHERE expire > ?", Date.now())).toHaveLength(1);
    const found = await call("GET", `/users?search=ada@github.example`);
    expect(found.body["total"]).toBe(1);
    expect(asked.at(-1)?.get("code_verifier")).toMatch(/^[\w-]{43}$/);
  });

  test("finds the same user again by the provider's id, whatever their address is now", async () => {
    const first = await account(sessionIn(await signIn({ id: 2, email: "bob@x.example" })));
    const again = await account(sessionIn(await signIn({ id: 2, email: "robert@x.example", name: "Robert" })));
    expect(again).toMatchObject({ $id: first["$id"], email: "bob@x.example", name: "login-2" });
    expect(await identitiesOf(2)).toMatchObject([{ provider_email: "robert@x.example" }]);
  });

  test("creates a user without an email where the provider gives none", async () => {
    expect(await account(sessionIn(await signIn({ id: 3 })))).toMatchObject({ email: "", targets: [] });
  });

  test("without a redirect URI ends on our own page", async () => {
    const url = leadsTo(await signIn({ id: 4 }, { query: {} }));
    expect(url.href).toBe(`http://rollcall.test/v1/account/oauth2/success?project=${env.PROJECT_ID}`);
    const page = await call("GET", url.href, { key: null, headers: { "x-appwrite-project": null } });
    expect([page.status, page.type]).toEqual([200, "text/html; charset=UTF-8"]);
  });
});

describe("an address", () => {
  test("that the provider vouches for signs in the user who has it", async () => {
    const { body } = await call("POST", "/users", { body: { userId: "carol", email: "carol@x.example" } });
    const user = await account(sessionIn(await signIn({ id: 10, email: "carol@x.example" })));
    expect(user).toMatchObject({ $id: body["$id"], emailVerification: true });
  });

  test("that it does not vouch for does not sign its holder in: the new user has no address", async () => {
    await call("POST", "/users", { body: { userId: "dave", email: "dave@x.example" } });
    const user = await account(sessionIn(await signIn({ id: 11, email: "dave@x.example", isVerified: false })));
    expect(user).toMatchObject({ email: "", emailVerification: false, targets: [] });
    expect(user["$id"]).not.toBe("dave");
    expect(await identitiesOf(11)).toMatchObject([{ provider_email: "dave@x.example", user_id: user["$id"] }]);
  });

  test("that belongs only to an identity neither finds nor blocks a user", async () => {
    const user = await account(sessionIn(await signIn({ id: 12, email: "eve@x.example" })));
    await call("PATCH", `/users/${String(user["$id"])}/email`, { body: { email: "eve@other.example" } });
    const other = await account(sessionIn(await signIn({ id: 13, email: "eve@x.example", isVerified: false })));
    expect(other).toMatchObject({ email: "eve@x.example", emailVerification: false });
    expect(other["$id"]).not.toBe(user["$id"]);
    const again = await account(sessionIn(await signIn({ id: 12, email: "eve@x.example" })));
    expect(again).toMatchObject({ $id: user["$id"], email: "eve@other.example" });
  });
});

describe("a signed-in user", () => {
  test("an anonymous user gets the provider's identity, in place", async () => {
    const anonymous = sessionIn(await call("POST", "/account/sessions/anonymous", { key: null, body: {} }));
    const before = await account(anonymous);
    const value = sessionIn(await signIn({ id: 20, name: "Fay", email: "fay@x.example" }, { session: anonymous }));
    const after = await account(value);
    expect(after).toMatchObject({ $id: before["$id"], name: "Fay", email: "fay@x.example", emailVerification: true });
    expect((await call("GET", "/users?search=fay")).body["total"]).toBe(1);
    expect((await call("GET", `/users/${String(before["$id"])}/sessions`)).body["total"]).toBe(1);
  });

  test("does not get another user's identity", async () => {
    await signIn({ id: 21, email: "gus@x.example" });
    const anonymous = sessionIn(await call("POST", "/account/sessions/anonymous", { key: null, body: {} }));
    expectFailure(await signIn({ id: 21, email: "gus@x.example" }, { session: anonymous }), "user_already_exists", 409);
    expect((await account(anonymous))["email"]).toBe("");
  });

  test("gets the identity, and not the address, where another user has the address", async () => {
    const other = await account(sessionIn(await signIn({ id: 22, email: "hal@x.example" })));
    const anonymous = sessionIn(await call("POST", "/account/sessions/anonymous", { key: null, body: {} }));
    const { $id: userId } = await account(anonymous);
    const value = sessionIn(await signIn({ id: 24, name: "Ida", email: "hal@x.example" }, { session: anonymous }));
    expect(await account(value)).toMatchObject({ $id: userId, name: "Ida", email: "", emailVerification: false });
    expect(await identitiesOf(24)).toMatchObject([{ provider_email: "hal@x.example", user_id: userId }]);
    const again = await account(sessionIn(await signIn({ id: 22, email: "hal@x.example" })));
    expect(again).toMatchObject({ $id: other["$id"], email: "hal@x.example", emailVerification: true });
  });

  test("a user who signs out meanwhile gets no identity", async () => {
    const anonymous = sessionIn(await call("POST", "/account/sessions/anonymous", { key: null, body: {} }));
    const begun = await begin({ session: anonymous });
    await call("DELETE", "/account/sessions/current", { key: null, headers: { "x-appwrite-session": anonymous } });
    expectFailure(await finish(begun, { code: codeFor({ id: 23 }) }), "user_session_not_found", 404);
    expect(await identitiesOf(23)).toEqual([]);
  });
});

test("a blocked user gets that error, and no session", async () => {
  const user = await account(sessionIn(await signIn({ id: 30 })));
  await call("PATCH", `/users/${String(user["$id"])}/status`, { body: { status: false } });
  const answer = await signIn({ id: 30 });
  expectFailure(answer, "user_blocked", 403);
  expect(sessionIn(answer)).toBe("");
});

test("a full project takes no new user, and signs existing ones in", async () => {
  await signIn({ id: 31 });
  await rows("UPDATE settings SET user_limit = 1");
  expectFailure(await signIn({ id: 32 }), "user_count_exceeded", 400);
  expect(leadsTo(await signIn({ id: 31 })).href).toBe(success);
  await rows("UPDATE settings SET user_limit = 0");
});

test("a refusal by the provider leads to the failure URI, or to our own page", async () => {
  expectFailure(await finish(await begin(), { error: "access_denied" }), "user_oauth2_provider_error", 424);
  const url = leadsTo(await finish(await begin({ query: { success } }), { error: "access_denied" }));
  expect(url.pathname).toBe("/v1/account/oauth2/failure");
  expect(url.searchParams.get("project")).toBe(env.PROJECT_ID);
  expect(url.searchParams.has("error")).toBe(true);
});
