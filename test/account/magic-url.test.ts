/** Signing in with a mailed link (docs/spec/account.md#login-tokens). */
import { afterEach, describe, expect, test } from "vitest";
import { bearing, beginSession, cookieOf, createToken, guest, succeed } from "../harness/account.ts";
import { appWith, call, type CallOptions } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { expectValue, settled } from "../harness/sessions.ts";
import { meanwhile } from "../harness/teams.ts";
import { createUser, fresh, generatedId, readUser } from "../harness/users.ts";
import { resetSettings, setAuthMethod, setPolicy } from "../policies/policies.ts";
import { countTo, lastTo, linkTo, secretTo, tokensOf } from "./messages.ts";

holdClock();
afterEach(resetSettings);

const url = "http://localhost:5173/welcome?from=mail#top";

const newEmail = () => `${fresh("link")}@psg.fr`;

const ask = (body: object, options: CallOptions = guest(), path = "/account/tokens/magic-url") =>
  call("POST", path, { fetch: settled, ...options, body });

const redeem = (userId: string, secret: unknown, options: CallOptions = guest()) =>
  call("PUT", "/account/sessions/magic-url", { fetch: settled, ...options, body: { userId, secret } });

/** Another secret of the same length. */
const wrong = (secret: string) => secret.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));

/** Requests a link. @returns its parameters */
async function requested(email = newEmail()) {
  const [known] = await rows("SELECT id FROM users WHERE email = ?", email);
  const userId = known === undefined ? await createUser({ email }) : String(known["id"]);
  await succeed(ask({ userId, email, url }), 201);
  return { email, ...(await secretTo(email)) };
}

describe("asking for a link", () => {
  test("mails a link to the app, and answers with everything but the secret", async () => {
    const [userId, email] = [fresh(), newEmail()];
    const answer = await ask({ userId, email, url });
    expect(answer.status).toBe(201);
    const expire = "2026-11-01T13:00:00.000+00:00";
    expect(answer.body).toEqual({
      $id: generatedId,
      $createdAt: "2026-11-01T12:00:00.000+00:00",
      userId,
      secret: "",
      expire,
      phrase: "",
    });
    const link = await linkTo(email);
    expect(link.origin + link.pathname + link.hash).toBe("http://localhost:5173/welcome#top");
    expect(Object.fromEntries(link.searchParams)).toEqual({
      from: "mail",
      userId,
      secret: expect.stringMatching(/^[0-9a-f]{64}$/),
      expire,
      project: "rollcall",
    });
    const message = await lastTo(email);
    expect(message).toMatchObject({ template: "magic-url", subject: "rollcall Login" });
    expect(message.text).toContain("Sign in to rollcall with your secure link. Expires in 1 hour.");
  });

  test("with an email that a user has, names the proposed id, and signs them in by it", async () => {
    const [email, proposed] = [newEmail(), fresh()];
    const userId = await createUser({ email, name: "Ada Lovelace" });
    expect((await ask({ userId: proposed, email, url })).body).toMatchObject({ userId: proposed });
    const brought = await secretTo(email);
    expect(brought).toMatchObject({ userId: proposed });
    expect(await lastTo(email)).toMatchObject({ name: "Ada Lovelace" });
    expect((await redeem(brought.userId, brought.secret)).body).toMatchObject({ userId });
  });

  test("signs in by the id of the user as well", async () => {
    const email = newEmail();
    const userId = await createUser({ email });
    await succeed(ask({ userId: fresh(), email, url }), 201);
    expect((await redeem(userId, (await secretTo(email)).secret)).body).toMatchObject({ userId });
  });

  test("with an email that no user has, creates the account with the proposed id when the link is followed", async () => {
    const [email, userId] = [newEmail(), fresh()];
    await succeed(ask({ userId, email, url }), 201);
    expect(await rows("SELECT id FROM users WHERE id = ?", userId)).toEqual([]);
    expect((await redeem(userId, (await secretTo(email)).secret)).body).toMatchObject({ userId });
    expect(await readUser(userId)).toMatchObject({ email, emailVerification: true, targets: [{ identifier: email }] });
  });

  test("does not sign in to an account that drops the email meanwhile", async () => {
    const [email, proposed] = [newEmail(), fresh()];
    await succeed(ask({ userId: proposed, email, url }), 201);
    const userId = await createUser({ email });
    const fetch = meanwhile('update "user_totals"', () =>
      call("PATCH", `/users/${userId}/email`, { body: { email: newEmail() } }),
    );
    expectRefusal(await redeem(proposed, (await secretTo(email)).secret, { ...guest(), fetch }), "user_invalid_token");
    expect(await rows("SELECT id FROM sessions WHERE user_seq = (SELECT seq FROM users WHERE id = ?)", userId)).toEqual(
      [],
    );
  });

  test("signs in to the account that has got the email meanwhile", async () => {
    const [email, proposed] = [newEmail(), fresh()];
    await succeed(ask({ userId: proposed, email, url }), 201);
    const userId = await createUser({ email });
    expect((await redeem(proposed, (await secretTo(email)).secret)).body).toMatchObject({ userId });
    expect(await rows("SELECT id FROM users WHERE id = ?", proposed)).toEqual([]);
  });

  test("links to our own page where no URL is given", async () => {
    const email = newEmail();
    await succeed(ask({ userId: fresh(), email }), 201);
    const { origin, pathname } = await linkTo(email);
    expect(origin + pathname).toBe("http://rollcall.test/v1/account/magic-url");
  });

  test("shows and mails a phrase, at the older address too", async () => {
    const email = newEmail();
    const { body } = await succeed(
      ask({ userId: fresh(), email, phrase: true }, guest(), "/account/sessions/magic-url"),
      201,
    );
    expect(body["phrase"]).toMatch(/^\w+ \w+$/);
    expect((await lastTo(email)).text).toContain(body["phrase"]);
  });

  test("shows a key the secret", async () => {
    const email = newEmail();
    const { body } = await succeed(ask({ userId: fresh(), email, url }, {}), 201);
    expect(await secretTo(email)).toEqual({ userId: body["userId"], secret: body["secret"] });
  });

  test("again keeps the previous link", async () => {
    const email = newEmail();
    const userId = await createUser({ email });
    const first = await requested(email);
    await requested(email);
    expect(await tokensOf(userId)).toEqual(["magic-url", "magic-url"]);
    expect((await redeem(userId, first.secret)).status).toBe(201);
  });

  test("sends no message to a blocked user, and reveals the block to keys only", async () => {
    const email = newEmail();
    const userId = await createUser({ email });
    await succeed(call("PATCH", `/users/${userId}/status`, { body: { status: false } }), 200);
    await succeed(ask({ userId, email, url }), 201);
    expectRefusal(await ask({ userId, email, url }, {}), "user_blocked");
    expect(await countTo(email)).toBe(0);
    expect(await tokensOf(userId)).toEqual([]);
  });
});

describe("asking for a link is refused", () => {
  test("for missing or invalid parameters", async () => {
    const [userId, email] = [fresh(), newEmail()];
    expectMissing(await ask({ email }), "userId");
    expectMissing(await ask({ userId }), "email");
    for (const url of ["welcome", "//localhost/", "https://elsewhere.example", "javascript:alert(1)"]) {
      expectInvalid(await ask({ userId, email, url }), "url");
    }
    expectInvalid(await ask({ userId, email, phrase: 1 }), "phrase");
    expect(await rows("SELECT id FROM users WHERE id = ?", userId)).toEqual([]);
  });

  test("to a key for an id that another user has", async () => {
    expectRefusal(await ask({ userId: await createUser(), email: newEmail() }, {}), "user_already_exists");
  });

  test("past the limit of users, for an email of no user", async () => {
    await createUser();
    await setPolicy("user-limit", { total: 1 });
    expectRefusal(await ask({ userId: fresh(), email: newEmail() }), "user_count_exceeded");
  });

  test("where the project has closed it, except to keys", async () => {
    await setAuthMethod("magic-url", false);
    const body = { userId: fresh(), email: newEmail() };
    expectRefusal(await ask(body), "user_auth_method_unsupported");
    expect((await ask(body, {})).status).toBe(201);
  });

  test("where no provider sends emails", async () => {
    const fetch = appWith({ MESSAGES_OUTBOX: "" });
    const body = { userId: fresh(), email: newEmail() };
    expectRefusal(await ask(body, { ...guest(), fetch }), "general_smtp_disabled");
  });
});

describe("a mailed link", () => {
  test("signs in, and verifies the email", async () => {
    const { secret, userId } = await requested();
    const answer = await redeem(userId, secret);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ userId, provider: "magic-url", factors: ["email"], current: true, secret: "" });
    expectValue(cookieOf(answer), userId);
    expect(await readUser(userId)).toMatchObject({ emailVerification: true });
  });

  test("shows a key the session's secret, which works in the header", async () => {
    const { secret, userId } = await requested();
    const { body } = await succeed(redeem(userId, secret, {}), 201);
    expectValue(body["secret"], userId);
    expect((await call("GET", "/account", bearing(String(body["secret"])))).body).toMatchObject({ $id: userId });
  });

  test("is refused for another user and another secret, and is then valid once, for an hour", async () => {
    const { secret, userId } = await requested();
    expectRefusal(await redeem("nobody", secret), "user_invalid_token");
    expectRefusal(await redeem(await createUser(), secret), "user_invalid_token");
    for (let tries = 0; tries < 6; tries += 1) expectRefusal(await redeem(userId, wrong(secret)), "user_invalid_token");
    setClock(3_599_999);
    expect((await redeem(userId, secret)).status).toBe(201);
    expectRefusal(await redeem(userId, secret), "user_invalid_token");
    const late = await requested();
    setClock(7_199_999);
    expectRefusal(await redeem(late.userId, late.secret), "user_invalid_token");
  });

  test("is accepted where other tokens are, and they are accepted where it is", async () => {
    const { secret, userId } = await requested();
    const elsewhere = { ...guest(), body: { userId, secret } };
    expect((await call("POST", "/account/sessions/token", elsewhere)).body).toMatchObject({ provider: "magic-url" });
    const answer = await redeem(userId, await createToken(userId, 6));
    expect(answer.body).toMatchObject({ provider: "token", factors: ["token"] });
  });

  test("is refused to a signed-in user, and for an invalid secret", async () => {
    const { secret, userId } = await requested();
    const session = await beginSession(userId);
    expectRefusal(await redeem(userId, secret, bearing(session.secret)), "user_session_already_exists");
    expectMissing(await redeem(userId, undefined), "secret");
    expectInvalid(await redeem("unique()", secret), "userId");
  });

  test("ends when the email changes, because the old one can still be read", async () => {
    const { secret, userId } = await requested();
    await succeed(call("PATCH", `/users/${userId}/email`, { body: { email: newEmail() } }), 200);
    expectRefusal(await redeem(userId, secret), "user_invalid_token");
  });

  test("is refused to a blocked user", async () => {
    const { secret, userId } = await requested();
    await rows("UPDATE users SET status = 0 WHERE id = ?", userId);
    expectRefusal(await redeem(userId, secret), "user_blocked");
  });

  test("lets its user set a first password without an old one, which is required from then on", async () => {
    const { secret, userId } = await requested();
    const caller = bearing(cookieOf(await succeed(redeem(userId, secret), 201)));
    const change = (body: object) => call("PATCH", "/account/password", { ...caller, body });
    await succeed(change({ password: "correct horse battery staple" }), 200);
    expectRefusal(await change({ password: "another horse battery staple" }), "user_invalid_credentials");
  });
});
