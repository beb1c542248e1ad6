/**
 * The attacker guesses the password of one account, from any number of addresses and at any pace
 * (docs/spec/account.md#guesses).
 */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { bearing, beginSession, createPerson, createToken, guest, succeed } from "../harness/account.ts";
import { createApp, createCodes, setChallenge } from "../harness/cases/needs.ts";
import { call } from "../harness/client.ts";
import { holdClock, noon, setClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { makeToken } from "../harness/tokens.ts";
import { fail, resetOf, settled, trySignIn, wrongPassword } from "../harness/guesses.ts";
import { outbox } from "../harness/outbox.ts";
import { passOn, record, serve } from "../harness/recorder.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { accept, makeTeam, memberOf, sendInvitation } from "../harness/teams.ts";
import { fresh } from "../harness/users.ts";

holdClock();

const [minute, day] = [60_000, 86_400_000];

/**
 * Guesses as often as the limits allow, for a duration, or until 100 passwords were compared.
 * @returns the number of comparisons
 */
async function guessFor(email: string, time: number): Promise<number> {
  let compared = 0;
  for (let at = 0; at < time && compared < 100;) {
    setClock(at);
    const answer = await trySignIn(email, wrongPassword);
    if (answer.status === 401) compared++;
    else at = resetOf(answer) - noon;
  }
  return compared;
}

const verify = (userId: string, password: string) =>
  call("POST", `/users/${userId}/password/verify`, { body: { password }, fetch: settled });

const messagesTo = async (email: string) => (await outbox(env.KV)).filter(({ to }) => to === email);

test("compares 49 passwords in a month: ten, then one at the end of each pause", async () => {
  const { email } = await createPerson();
  // Pauses of 1 to 1,024 minutes end within 34 hours; from then on there is one a day.
  expect(await guessFor(email, 30 * day)).toBe(10 + 11 + 28);
});

test("doubles the pause with each failure, up to a day", async () => {
  const { email, password } = await createPerson();
  expect(await fail(email, 10)).toEqual(Array.from({ length: 10 }, () => 401));
  let at = 0;
  for (const minutes of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 1_440, 1_440]) {
    const paused = await trySignIn(email, password);
    expectRefusal(paused, "general_rate_limit_exceeded");
    at += minutes * minute;
    expect(resetOf(paused)).toBe(noon + at);
    setClock(at - 1);
    expectRefusal(await trySignIn(email, password), "general_rate_limit_exceeded");
    setClock(at);
    expect(await fail(email, 1)).toEqual([401]);
  }
});

test("compares ten of any number of simultaneous guesses, and one after a pause", async () => {
  const { email } = await createPerson();
  const burst = async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => trySignIn(email, wrongPassword)));
    return answers.filter(({ status }) => status === 401).length;
  };
  expect(await burst()).toBe(10);
  setClock(minute);
  expect(await burst()).toBe(1);
});

test("answers for an unknown email, in any case of its letters, as for a known one, with the same statements", async () => {
  const { email } = await createPerson();
  const { fetch, take } = record();
  const play = async (email: string) => {
    const seen: unknown[] = [];
    for (let i = 0; i < 13; i++) {
      setClock(i === 12 ? minute : 0);
      const spelling = i % 2 === 0 ? email : email.toUpperCase();
      const { body, headers, status } = await trySignIn(spelling, wrongPassword, { ...guest(), fetch });
      const limits = ["limit", "remaining", "reset"].map((name) => headers.get(`x-ratelimit-${name}`));
      // The outcome of a delivery is stored long after the answer.
      const sql = take().roundTrips.filter(([first]) => !first?.startsWith('update "messages"'));
      seen.push({ status, body, limits, sql });
    }
    return seen;
  };
  expect(await play("nobody@mail.example")).toEqual(await play(email));
});

describe("counts guesses from elsewhere for the same account", () => {
  test("those of a server's password check, which the pause closes too", async () => {
    const { email, password, userId } = await createPerson();
    for (let i = 0; i < 5; i++) expectRefusal(await verify(userId, wrongPassword), "user_invalid_credentials");
    expect(await fail(email, 6)).toEqual([401, 401, 401, 401, 401, 429]);
    expectRefusal(await verify(userId, password), "general_rate_limit_exceeded");
    setClock(minute);
    expect((await verify(userId, password)).status).toBe(204);
    expect(await fail(email, 1)).toEqual([401]);
  });

  test("wrong one-time passwords and recovery codes, which the pause leaves open", async () => {
    const { email, userId } = await createPerson();
    const { secret } = await beginSession(userId);
    await createCodes(userId);
    const answer = async (otp: string) => {
      const { id, code } = await setChallenge(userId, secret);
      const body = { challengeId: id, otp: otp === "right" ? code : otp };
      return call("PUT", "/account/mfa/challenges", { ...bearing(secret), body, fetch: settled });
    };
    for (let i = 0; i < 9; i++) expectRefusal(await answer("000000x"), "user_invalid_token");
    expect(await fail(email, 2)).toEqual([401, 429]);
    expect((await answer("right")).status).toBe(200);
  });

  test("wrong current passwords, with which a stolen session would change the account", async () => {
    const { email, userId } = await createPerson();
    const { secret } = await beginSession(userId);
    for (let i = 0; i < 9; i++) {
      const body = { email: "attacker@mail.example", password: wrongPassword };
      const answer = await call("PATCH", "/account/email", { ...bearing(secret), body, fetch: settled });
      expectRefusal(answer, "user_invalid_credentials");
    }
    expect(await fail(email, 2)).toEqual([401, 429]);
  });

  test("wrong codes of login tokens, and no links", async () => {
    const [coded, linked] = [await createPerson(), await createPerson()];
    const redeem = (userId: string, secret: string) =>
      call("POST", "/account/sessions/token", { ...guest(), body: { userId, secret }, fetch: settled });
    for (let i = 0; i < 9; i++) {
      expectRefusal(await redeem(coded.userId, "123456"), "user_invalid_token");
      expectRefusal(await redeem(linked.userId, "f".repeat(64)), "user_invalid_token");
    }
    expect(await fail(coded.email, 2)).toEqual([401, 429]);
    expect(await fail(linked.email, 2)).toEqual([401, 401]);
  });

  test("wrong codes with the id that was asked for count against the address that the code was sent to", async () => {
    const { email } = await createPerson();
    const userId = fresh("asked");
    await succeed(call("POST", "/account/tokens/email", { ...guest(), body: { userId, email } }), 201);
    for (let i = 0; i < 9; i++) {
      const body = { userId, secret: "a guess" };
      const answer = await call("POST", "/account/sessions/token", { ...guest(), body, fetch: settled });
      expectRefusal(answer, "user_invalid_token");
    }
    expect(await fail(email, 2)).toEqual([401, 429]);
  });
});

describe("a pause", () => {
  test("closes the password only: a token signs in", async () => {
    const { email, userId } = await createPerson();
    await fail(email, 10);
    const body = { userId, secret: await createToken(userId) };
    expect((await call("POST", "/account/sessions/token", { ...guest(), body })).status).toBe(201);
    // A token of a server proves no address.
    expect(await fail(email, 1)).toEqual([429]);
  });

  test("does not affect open sessions", async () => {
    const { email, userId } = await createPerson();
    const { secret } = await beginSession(userId);
    await fail(email, 10);
    expect((await call("GET", "/account", bearing(secret))).status).toBe(200);
  });

  test("ends with a code by email, which proves the address", async () => {
    const { email, password, userId } = await createPerson();
    await fail(email, 10);
    const secret = await makeToken(userId, "email");
    await succeed(call("POST", "/account/sessions/token", { ...guest(), body: { userId, secret } }), 201);
    expect((await trySignIn(email, password)).status).toBe(201);
  });

  test("ends with an invitation, which proves the address", async () => {
    const { email, password } = await createPerson();
    const teamId = await makeTeam();
    const invited = await sendInvitation(teamId, (await memberOf(teamId)).caller, email);
    await fail(email, 10);
    await succeed(accept(invited, guest()), 200);
    expect((await trySignIn(email, password)).status).toBe(201);
  });

  test.each(["server", "recovery"])("ends with a new password by the %s", async (by) => {
    const { email, userId } = await createPerson();
    await fail(email, 10);
    const password = "a new password, and a long one";
    if (by === "server") await succeed(call("PATCH", `/users/${userId}/password`, { body: { password } }), 200);
    else {
      const secret = await makeToken(userId, "recovery");
      await succeed(call("PUT", "/account/recovery", { ...guest(), body: { userId, secret, password } }), 200);
    }
    expect((await trySignIn(email, password)).status).toBe(201);
  });

  test("ends with a success, and later failures count from zero", async () => {
    const { email, password } = await createPerson();
    await fail(email, 10);
    setClock(minute);
    await succeed(trySignIn(email, password), 201);
    expect(await fail(email, 11)).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
  });

  test("is ended by DELETE /users/{userId}/locks, which the log records", async () => {
    const { email, password, userId } = await createPerson();
    await fail(email, 10);
    await succeed(call("DELETE", `/users/${userId}/locks`), 204);
    expect((await trySignIn(email, password)).status).toBe(201);
    const events = await rows("SELECT event, actor_type FROM logs WHERE resource = ?", `user/${userId}`);
    expect(events).toContainEqual({ event: "user.lock", actor_type: "key" });
  });

  test("is remembered for 30 days, and for no longer", async () => {
    const { email } = await createPerson();
    await fail(email, 9);
    setClock(30 * day - 1);
    expect(await fail(email, 2)).toEqual([401, 429]);
    setClock(61 * day);
    expect(await fail(email, 10)).toEqual(Array.from({ length: 10 }, () => 401));
  });
});

describe("the user is notified", () => {
  test("of the first pause by email, once in 24 hours, and not of the pauses after it", async () => {
    const { email, userId } = await createPerson();
    await fail(email, 9);
    expect(await messagesTo(email)).toEqual([]);
    await fail(email, 5);
    setClock(minute);
    await fail(email, 3);
    expect(await messagesTo(email)).toMatchObject([
      { template: "password-pause", subject: "Security alert: wrong passwords for your rollcall account" },
    ]);
    await call("DELETE", `/users/${userId}/locks`);
    await fail(email, 10);
    expect(await messagesTo(email)).toHaveLength(1);
    setClock(day + minute);
    await call("DELETE", `/users/${userId}/locks`);
    await fail(email, 10);
    expect(await messagesTo(email)).toHaveLength(2);
  });

  test("by the name of the project, if it has one", async () => {
    const { email } = await createPerson();
    const fetch = serve(passOn, { bindings: { PROJECT_NAME: "Corner Shop" } });
    for (let i = 1; i <= 10; i++) await trySignIn(email, wrongPassword, { ...guest(), fetch });
    const subject = "Security alert: wrong passwords for your Corner Shop account";
    expect(await messagesTo(email)).toMatchObject([{ subject }]);
  });

  test("and no alert is sent where no user has the email", async () => {
    await fail("nobody-here@mail.example", 12);
    expect(await messagesTo("nobody-here@mail.example")).toEqual([]);
    expect(await messagesTo("")).toEqual([]);
  });
});

test("a wrong one-time password of an app counts as well", async () => {
  const { email, userId } = await createPerson();
  const { secret } = await beginSession(userId);
  const otp = await createApp(secret);
  await succeed(call("PUT", "/account/mfa/authenticators/totp", { ...bearing(secret), body: { otp } }), 200);
  const created = await succeed(
    call("POST", "/account/mfa/challenges", { ...bearing(secret), body: { factor: "totp" } }),
    201,
  );
  const body = { challengeId: created.body["$id"], otp: "000000" };
  expectRefusal(await call("PUT", "/account/mfa/challenges", { ...bearing(secret), body }), "user_invalid_token");
  expect(await fail(email, 10)).toEqual([...Array.from({ length: 9 }, () => 401), 429]);
});
