/**
 * Results of simultaneous requests of the flows (docs/decisions/0011-promises.md#single-use). Every round trip is
 * delayed by a random time on its way there and back, so that the batches of the requests interleave.
 */
import { describe, expect, test } from "vitest";
import { createPerson, guest, succeed } from "../harness/account.ts";
import { type Answer, call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { type Between, preparedOf, serve } from "../harness/recorder.ts";
import { settled } from "../harness/sessions.ts";
import { createUser, fresh } from "../harness/users.ts";
import { codeTo, countTo, linkTo, secretTo, tokensOf } from "./messages.ts";

const randomly = () => scheduler.wait(Math.random() * 50);

const holdUp: Between = async (statements, send) => {
  await randomly();
  const results = await send(preparedOf(statements));
  await randomly();
  return results;
};

const fetch = serve(holdUp, { bindings: { RATE_LIMITS: "off" } });

/** Sends a request as a guest. */
const send = (method: string, path: string, body: object, as = fetch) =>
  call(method, path, { ...guest(), fetch: as, body });

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

const statusesOf = (answers: readonly Answer[]) => answers.map(({ status }) => status).toSorted((a, b) => a - b);

/** The statuses when one request succeeds and all others are refused alike. */
const one = (success: number, others: number, refusal: number) => [success, ...numbers(others).map(() => refusal)];

const sessionsOf = (userId: string) =>
  rows("SELECT provider FROM sessions WHERE user_seq = (SELECT seq FROM users WHERE id = ?)", userId);

describe("Of fifty simultaneous redemptions of the same", () => {
  test("link, one is signed in", async () => {
    const email = `${fresh()}@psg.fr`;
    await succeed(send("POST", "/account/tokens/magic-url", { userId: fresh(), email }, settled), 201);
    const body = await secretTo(email);
    const answers = await Promise.all(numbers(50).map(() => send("PUT", "/account/sessions/magic-url", body)));
    expect(statusesOf(answers)).toEqual(one(201, 49, 401));
    expect(await sessionsOf(body.userId)).toEqual([{ provider: "magic-url" }]);
  });

  test("code, by either path, one signs in", async () => {
    const [userId, phone] = [fresh(), "+14155557001"];
    await succeed(send("POST", "/account/tokens/phone", { userId, phone }, settled), 201);
    const body = { userId, secret: await codeTo(phone) };
    const answers = await Promise.all(
      numbers(50).map((number) =>
        number % 2 === 0 ? send("PUT", "/account/sessions/phone", body) : send("POST", "/account/sessions/token", body),
      ),
    );
    // A late request counts as a failed attempt, which has no further effect.
    expect(statusesOf(answers)).toEqual(one(201, 49, 401));
    expect(await sessionsOf(userId)).toEqual([{ provider: "phone" }]);
  });

  test("verification, one verifies, and the totals count it once", async () => {
    const phone = "+14155557002";
    const userId = await createUser({ phone });
    const { body: session } = await succeed(call("POST", `/users/${userId}/sessions`), 201);
    const own = { ...guest({ "x-appwrite-session": String(session["secret"]) }), fetch: settled, body: {} };
    await succeed(call("POST", "/account/verifications/phone", own), 201);
    const before = await rows("SELECT phone_verification AS total FROM user_totals");
    const body = { userId, secret: await codeTo(phone) };
    const answers = await Promise.all(numbers(50).map(() => send("PUT", "/account/verifications/phone", body)));
    expect(statusesOf(answers)).toEqual(one(200, 49, 401));
    const after = await rows("SELECT phone_verification AS total FROM user_totals");
    expect(after).toEqual([{ total: Number(before[0]?.["total"]) + 1 }]);
  });
});

describe("Of thirty guesses and the code, all looked up before any is answered", () => {
  /** An app whose requests wait, after their first round trip, until `count` of them have made theirs. */
  function together(count: number) {
    const everybody = Promise.withResolvers<null>();
    let arrived = 0;
    return () => {
      let isFirst = true;
      const between: Between = async (statements, send) => {
        const results = await send(preparedOf(statements));
        if (isFirst && ++arrived === count) everybody.resolve(null);
        isFirst = false;
        await everybody.promise;
        return results;
      };
      return serve(between, { bindings: { RATE_LIMITS: "off" } });
    };
  }

  /** Redeems a user's code simultaneously with a guess for each number in `order`: 0 is the right code. */
  async function guess(order: readonly number[]) {
    const email = `${fresh()}@psg.fr`;
    const userId = await createUser({ email });
    await succeed(send("POST", "/account/tokens/email", { userId, email }, settled), 201);
    const code = Number(await codeTo(email));
    const secretOf = (number: number) => String((code + number) % 1_000_000).padStart(6, "0");
    const fetch = together(order.length);
    const answers = await Promise.all(
      order.map((number) => send("POST", "/account/sessions/token", { userId, secret: secretOf(number) }, fetch())),
    );
    return {
      answers: order.map((number, index) => [number, answers[index]?.status]),
      sessions: await sessionsOf(userId),
    };
  }

  const guesses = numbers(30).map((number) => number + 1);

  test("the code is refused behind five guesses", async () => {
    const order = guesses.toSpliced(5, 0, 0);
    const { answers, sessions } = await guess(order);
    expect(answers).toEqual(order.map((number) => [number, 401]));
    expect(sessions).toEqual([]);
  });

  test("the code signs in behind four guesses, however many more follow", async () => {
    const order = guesses.toSpliced(4, 0, 0);
    const { answers, sessions } = await guess(order);
    expect(answers).toEqual(order.map((number) => [number, number === 0 ? 201 : 401]));
    expect(sessions).toHaveLength(1);
  });
});

describe("Of twenty simultaneous requests with one new email", () => {
  test("all are answered with the id that they proposed, and of twenty who follow their links one gets the account", async () => {
    const email = `${fresh()}@psg.fr`;
    const ids = numbers(20).map(() => fresh());
    const asked = await Promise.all(
      ids.map((userId) => send("POST", "/account/tokens/magic-url", { userId, email }, settled)),
    );
    expect(asked.map(({ body }) => body["userId"])).toEqual(ids);
    expect(await countTo(email)).toBe(20);
    const links = await Promise.all(numbers(20).map((index) => linkTo(email, index)));
    const entered = await Promise.all(
      links.map(({ searchParams }) => send("PUT", "/account/sessions/magic-url", Object.fromEntries(searchParams))),
    );
    expect(statusesOf(entered)).toEqual(numbers(20).map(() => 201));
    const users = await rows("SELECT id FROM users WHERE email = ?", email);
    expect(users).toHaveLength(1);
    expect(new Set(entered.map(({ body }) => body["userId"]))).toEqual(new Set([users[0]?.["id"]]));
    const created = "SELECT event FROM logs WHERE resource = ? AND event = 'user.create'";
    expect(await rows(created, `user/${String(users[0]?.["id"])}`)).toHaveLength(1);
    expect(await rows("SELECT id FROM targets WHERE identifier = ?", email)).toHaveLength(1);
  });

  test("for codes, one code is good in the end, the last that was written", async () => {
    const email = `${fresh()}@psg.fr`;
    const userId = fresh();
    const answers = await Promise.all(numbers(20).map(() => send("POST", "/account/tokens/email", { userId, email })));
    expect(statusesOf(answers)).toEqual(numbers(20).map(() => 201));
    expect(await rows("SELECT type FROM tokens WHERE address = ?", email)).toEqual([{ type: "email" }]);
    const body = { userId, secret: await codeTo(email) };
    expect((await send("POST", "/account/sessions/token", body)).status).toBe(201);
  });

  test("with one id and twenty emails, one gets the id, and the others nothing", async () => {
    const userId = fresh();
    const emails = numbers(20).map(() => `${fresh()}@psg.fr`);
    await Promise.all(
      emails.map((email) =>
        send("POST", "/account/tokens/magic-url", { userId, email, url: "http://localhost/" }, settled),
      ),
    );
    const links = await Promise.all(emails.map((email) => secretTo(email)));
    const entered = await Promise.all(links.map((body) => send("PUT", "/account/sessions/magic-url", body)));
    expect(statusesOf(entered)).toEqual(one(201, 19, 409));
    expect(await rows("SELECT id FROM users WHERE lower(id) = ?", userId)).toHaveLength(1);
    expect(
      await rows("SELECT id FROM users WHERE email IN (SELECT value FROM json_each(?))", JSON.stringify(emails)),
    ).toHaveLength(1);
  });
});

describe("Of twenty simultaneous redemptions of one code of a new email", () => {
  test("one gets an account and a session", async () => {
    const [email, userId] = [`${fresh()}@psg.fr`, fresh()];
    await succeed(send("POST", "/account/tokens/magic-url", { userId, email, url: "http://localhost/" }, settled), 201);
    const body = await secretTo(email);
    const answers = await Promise.all(numbers(20).map(() => send("PUT", "/account/sessions/magic-url", body)));
    expect(statusesOf(answers)).toEqual(one(201, 19, 401));
    expect(await rows("SELECT id FROM users WHERE email = ?", email)).toEqual([{ id: userId }]);
    const sessions = "SELECT id FROM sessions WHERE user_seq = (SELECT seq FROM users WHERE id = ?)";
    expect(await rows(sessions, userId)).toHaveLength(1);
  });
});

describe("Of two recoveries at once", () => {
  const recover = (userId: string, secret: string, password: string) =>
    send("PUT", "/account/recovery", { userId, secret, password });

  const enter = async (email: string, password: string) =>
    (await send("POST", "/account/sessions/email", { email, password })).status;

  test.each(["one link", "two links"])("with %s, one sets the password", async (links) => {
    const { email, userId } = await createPerson();
    const url = "http://localhost/";
    await succeed(send("POST", "/account/recovery", { email, url }, settled), 201);
    const first = (await secretTo(email)).secret;
    if (links === "two links") await succeed(send("POST", "/account/recovery", { email, url }, settled), 201);
    const second = (await secretTo(email)).secret;
    const passwords = ["the first of two passwords", "the second of two passwords"] as const;
    const answers = await Promise.all([recover(userId, first, passwords[0]), recover(userId, second, passwords[1])]);
    expect(statusesOf(answers)).toEqual([200, 401]);
    const winner = answers[0].status === 200 ? 0 : 1;
    expect(await enter(email, passwords[winner])).toBe(201);
    expect(await enter(email, passwords[1 - winner] ?? "")).toBe(401);
  });
});

test("A block during a redemption leaves no session", async () => {
  for (const _time of numbers(5)) {
    const email = `${fresh()}@psg.fr`;
    const userId = await createUser({ email });
    await succeed(send("POST", "/account/tokens/magic-url", { userId, email }, settled), 201);
    const body = await secretTo(email);
    await Promise.all([
      send("PUT", "/account/sessions/magic-url", body),
      call("PATCH", `/users/${body.userId}/status`, { fetch, body: { status: false } }),
    ]);
    const live = "SELECT id FROM sessions WHERE revoked_at IS NULL AND user_seq = (SELECT seq FROM users WHERE id = ?)";
    expect(await rows(live, body.userId)).toEqual([]);
    expect(await tokensOf(body.userId)).toEqual([]);
  }
});
