/**
 * Signing in with a token, once (docs/spec/users.md#tokens, docs/spec/account.md#sign-in-with-a-token,
 * docs/decisions/0012-d1-decides-kv-carries.md).
 */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { bearing, beginSession, cookieOf, createToken, guest, succeed } from "../harness/account.ts";
import { appWith, call, type CallOptions } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import {
  bareSession,
  chromeAgent,
  chromeDevice,
  expectValue,
  restoreSettings,
  setSettings,
  settled,
} from "../harness/sessions.ts";
import { createUser, readUser } from "../harness/users.ts";

holdClock();
restoreSettings();

const now = "2026-11-01T12:00:00.000+00:00";

const redeem = (userId: string, secret: unknown, options: CallOptions = guest()) =>
  call("POST", "/account/sessions/token", { fetch: settled, ...options, body: { userId, secret } });

/** The number of a user's tokens. */
const countOf = async (userId: string) =>
  (await rows("SELECT id FROM tokens WHERE user_seq = (SELECT seq FROM users WHERE id = ?)", userId)).length;

/** The number of wrong guesses at each token of a user. */
const triesOf = async (userId: string) =>
  (await rows("SELECT tries FROM tokens WHERE user_seq = (SELECT seq FROM users WHERE id = ?)", userId)).map(
    ({ tries }) => tries,
  );

/** Another secret of the same length. */
const wrong = (secret: string) => `${secret.slice(0, -1)}${secret.endsWith("0") ? "1" : "0"}`;

describe("a token", () => {
  test("begins a session, whose secret only the cookies carry", async () => {
    const userId = await createUser();
    const secret = await createToken(userId);
    const answer = await redeem(
      userId,
      secret,
      guest({ "user-agent": chromeAgent, "cf-connecting-ip": "198.51.100.7" }),
    );
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      ...bareSession,
      $createdAt: now,
      $updatedAt: now,
      userId,
      expire: "2027-11-01T12:00:00.000+00:00",
      provider: "token",
      ...chromeDevice,
      ip: "198.51.100.7",
      current: true,
      factors: ["token"],
    });
    expectValue(cookieOf(answer), userId);
    const account = await call("GET", "/account", bearing(cookieOf(answer)));
    expect(account.body).toMatchObject({ $id: userId, accessedAt: now, emailVerification: false });
  });

  test("shows the session's secret to a key, whose forwarded agent counts; a guest's does not", async () => {
    const userId = await createUser();
    const phone = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/114.0.0.0 Mobile Safari/537.36";
    const headers = { "user-agent": chromeAgent, "x-forwarded-user-agent": phone };
    const key = await createKey({ scopes: ["sessions.write"] });
    const { body } = await redeem(userId, await createToken(userId), { key, headers });
    expectValue(body["secret"], userId);
    expect(body).toMatchObject({ clientCode: "CM", clientName: "Chrome Mobile", clientVersion: "114.0" });
    const asGuest = await redeem(userId, await createToken(userId), guest(headers));
    expect(asGuest.body).toMatchObject({ secret: "", clientCode: "CH", clientName: "Chrome" });
  });

  test("is valid once", async () => {
    const userId = await createUser();
    const secret = await createToken(userId);
    expect((await redeem(userId, secret)).status).toBe(201);
    expectRefusal(await redeem(userId, secret), "user_invalid_token");
    expect(await countOf(userId)).toBe(0);
  });

  test("is accepted by PUT too, the documented method", async () => {
    const userId = await createUser();
    const body = { userId, secret: await createToken(userId) };
    expect((await call("PUT", "/account/sessions/token", { ...guest(), body })).status).toBe(201);
  });

  test("uses up no other token", async () => {
    const userId = await createUser();
    const [first, second] = [await createToken(userId), await createToken(userId, 6)];
    expect((await redeem(userId, first)).status).toBe(201);
    expect((await redeem(userId, second)).status).toBe(201);
  });

  test("is valid until it ends, and not from then on", async () => {
    const userId = await createUser();
    const [first, second] = [await createToken(userId), await createToken(userId)];
    setClock(899_999);
    expect((await redeem(userId, first)).status).toBe(201);
    setClock(900_000);
    expectRefusal(await redeem(userId, second), "user_invalid_token");
  });

  test("is refused alike for a wrong secret, another user and no user, and stays valid", async () => {
    const [userId, other] = [await createUser(), await createUser()];
    const secret = await createToken(userId);
    const answers = [
      await redeem(userId, wrong(secret)),
      await redeem(userId, secret.toUpperCase()),
      await redeem(userId, secret.slice(1)),
      await redeem(other, secret),
      await redeem("nobody", secret),
    ];
    for (const answer of answers) {
      expectRefusal(answer, "user_invalid_token");
      expect(answer.text).toBe(answers[0]?.text);
    }
    expect((await redeem(userId, secret)).status).toBe(201);
  });

  test("ends with a block, and does not come back", async () => {
    const userId = await createUser();
    const secret = await createToken(userId);
    for (const status of [false, true]) {
      await succeed(call("PATCH", `/users/${userId}/status`, { body: { status } }), 200);
      expectRefusal(await redeem(userId, secret), "user_invalid_token");
    }
  });

  test("is refused as blocked after a block, and is not used up", async () => {
    const userId = await createUser();
    const secret = await createToken(userId);
    await rows("UPDATE users SET status = 0 WHERE id = ?", userId);
    expectRefusal(await redeem(userId, secret), "user_blocked");
    expect(await countOf(userId)).toBe(1);
  });

  test("from before a rotation of SECRET_KEY stays valid", async () => {
    const userId = await createUser();
    const secret = await createToken(userId);
    const secrets = { SECRET_KEY: "0123456789abcdef".repeat(4), SECRET_KEY_PREVIOUS: env.SECRET_KEY };
    const rotated = appWith(secrets);
    const forgetful = appWith({ ...secrets, SECRET_KEY_PREVIOUS: "" });
    expectRefusal(await redeem(userId, secret, { ...guest(), fetch: forgetful }), "user_invalid_token");
    expect((await redeem(userId, secret, { ...guest(), fetch: rotated })).status).toBe(201);
  });

  test("is refused to a signed-in user", async () => {
    const userId = await createUser();
    const secret = await createToken(userId);
    const session = await beginSession(userId);
    expectRefusal(await redeem(userId, secret, bearing(session.secret)), "user_session_already_exists");
    expect((await redeem(userId, secret)).status).toBe(201);
  });

  test("is refused for missing or malformed parameters", async () => {
    const userId = await createUser();
    expectMissing(await call("POST", "/account/sessions/token", { ...guest(), body: {} }), "userId");
    expectMissing(await redeem(userId, undefined), "secret");
    expectInvalid(await redeem("unique()", "secret"), "userId");
    expectInvalid(await redeem(userId, ""), "secret");
    expectInvalid(await redeem(userId, "x".repeat(257)), "secret");
  });

  test("ends the oldest session beyond the project's limit", async () => {
    await setSettings({ sessionLimit: 1 });
    const userId = await createUser();
    const first = await beginSession(userId);
    const { body } = await redeem(userId, await createToken(userId));
    expect((await call("GET", "/account", bearing(first.secret))).status).toBe(401);
    const { body: list } = await call("GET", `/users/${userId}/sessions`);
    expect(list["sessions"]).toMatchObject([{ $id: body["$id"] }]);
  });

  test("changes nothing of the user but the access", async () => {
    const userId = await createUser();
    const before = await readUser(userId);
    const secret = await createToken(userId);
    setClock(5_000);
    await succeed(redeem(userId, secret), 201);
    const later = "2026-11-01T12:00:05.000+00:00";
    expect(await readUser(userId)).toEqual({ ...before, accessedAt: later, $updatedAt: later });
  });
});

describe("guessing a token's secret", () => {
  test("ends a short one at the fifth wrong try, from wherever", async () => {
    const userId = await createUser();
    const secret = await createToken(userId, 31);
    for (let tries = 1; tries <= 5; tries += 1) {
      expectRefusal(await redeem(userId, wrong(secret)), "user_invalid_token");
      expect(await triesOf(userId)).toEqual([tries]);
    }
    expectRefusal(await redeem(userId, secret), "user_invalid_token");
  });

  test("counts only failures: repeated sign-ins with one token leave the others valid", async () => {
    const userId = await createUser();
    const short = await createToken(userId, 6);
    for (let times = 0; times < 6; times += 1) await succeed(redeem(userId, await createToken(userId)), 201);
    expect(await triesOf(userId)).toEqual([0]);
    expect((await redeem(userId, short)).status).toBe(201);
  });

  test("beyond the hourly limit of an address does not count: a stranger cannot go on ending codes", async () => {
    const userId = await createUser();
    const stranger = guest();
    for (let tries = 0; tries < 10; tries += 1) await redeem(userId, "wrong", stranger);
    const secret = await createToken(userId, 6);
    for (let tries = 0; tries < 6; tries += 1) {
      expectRefusal(await redeem(userId, wrong(secret), stranger), "general_rate_limit_exceeded");
    }
    expect(await triesOf(userId)).toEqual([0]);
    expect((await redeem(userId, secret)).status).toBe(201);
  });

  test("does not end one that cannot be guessed", async () => {
    const userId = await createUser();
    const secret = await createToken(userId, 32);
    for (let tries = 0; tries < 6; tries += 1) await redeem(userId, wrong(secret));
    expect((await redeem(userId, secret)).status).toBe(201);
  });

  test("four times ends no token, and never another user's", async () => {
    const [userId, other] = [await createUser(), await createUser()];
    const [mine, theirs] = [await createToken(userId, 6), await createToken(other, 6)];
    for (let tries = 0; tries < 4; tries += 1) await redeem(userId, wrong(mine));
    expect((await redeem(userId, mine)).status).toBe(201);
    await redeem(userId, "another try");
    expect((await redeem(other, theirs)).status).toBe(201);
  });
});

describe("the place where a token was requested", () => {
  const make = async (userId: string) => {
    const headers = { "cf-connecting-ip": "198.51.100.7", "user-agent": "curl/8.5.0" };
    const { body } = await call("POST", `/users/${userId}/tokens`, { body: {}, headers, fetch: settled });
    return { id: String(body["$id"]), secret: body["secret"] };
  };
  const noted = async (userId: string) =>
    (
      await rows(
        "SELECT token_origin FROM logs WHERE event = 'session.create' AND user_seq = (SELECT seq FROM users WHERE id = ?)",
        userId,
      )
    ).map(({ token_origin }) => token_origin);

  test("is stored with the session", async () => {
    const userId = await createUser();
    const { secret } = await make(userId);
    await succeed(redeem(userId, secret), 201);
    expect((await noted(userId)).map((text) => JSON.parse(String(text)))).toEqual([
      { ip: "198.51.100.7", userAgent: "curl/8.5.0", country: null },
    ]);
  });

  test("is not stored for a token of the previous Worker, and the session begins all the same", async () => {
    const userId = await createUser();
    const { id, secret } = await make(userId);
    await rows("UPDATE tokens SET origin = NULL WHERE id = ?", id);
    expect((await redeem(userId, secret)).status).toBe(201);
    expect(await noted(userId)).toEqual([null]);
  });
});
