/** Failed sign-ins are noted: a row for each account and hour (docs/spec/logs.md#failed-sign-ins). */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { bearing, beginSession, createPerson, createToken, guest } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { dump, rows } from "../harness/database.ts";
import { wrongPassword } from "../harness/guesses.ts";
import { createKey } from "../harness/keys.ts";
import { type Between, passOn, preparedOf, serve } from "../harness/recorder.ts";
import { createUser, fresh } from "../harness/users.ts";

holdClock();
beforeEach(async () => {
  for (const table of ["logs", "tallies", "rate_limits", "locks"]) await env.DB.exec(`DELETE FROM ${table}`);
});

/** Without limits, which are tested elsewhere. */
const fetch = serve(passOn, { bindings: { RATE_LIMITS: "off" } });

const attempt = (email: string, password = wrongPassword) =>
  call("POST", "/account/sessions/email", { ...guest(), fetch, body: { email, password } });
const redeem = (userId: string, secret: string) =>
  call("POST", "/account/sessions/token", { ...guest(), fetch, body: { userId, secret } });

const noted = () =>
  rows("SELECT resource, count, operation, actor_type, actor_id FROM logs WHERE event = 'session.fail' ORDER BY seq");

const guestOf = { actor_type: "guest", actor_id: "" };

test("a burst of wrong passwords is one row with their number, and each is counted for the day", async () => {
  const { email, userId } = await createPerson();
  const answers = await Promise.all(Array.from({ length: 12 }, () => attempt(email)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
  expect(await noted()).toEqual([
    { resource: `user/${userId}`, count: 12, operation: "accountCreateEmailPasswordSession", ...guestOf },
  ]);
  expect(await rows("SELECT unit, event, n FROM tallies ORDER BY unit")).toEqual(
    ["day", "ever", "hour"].map((unit) => ({ unit, event: "users.*.sessions.fail", n: 12 })),
  );
});

test("the next hour has a row of its own", async () => {
  const { email, userId } = await createPerson();
  for (const time of [0, 3_599_999, 3_600_000]) {
    setClock(time);
    await attempt(email);
  }
  expect((await noted()).map(({ count, resource }) => [resource, count])).toEqual([
    [`user/${userId}`, 2],
    [`user/${userId}`, 1],
  ]);
});

describe("is noted", () => {
  test("a wrong code and a used link", async () => {
    const userId = await createUser();
    const secret = await createToken(userId);
    expect((await redeem(userId, secret)).status).toBe(201);
    expect((await redeem(userId, secret)).status).toBe(401);
    await redeem(userId, "000000");
    expect(await noted()).toMatchObject([{ resource: `user/${userId}`, count: 2, operation: "accountCreateSession" }]);
  });

  test("the right password of a blocked user", async () => {
    const { email, password, userId } = await createPerson();
    await call("PATCH", `/users/${userId}/status`, { body: { status: false } });
    expect((await attempt(email, password)).status).toBe(403);
    expect(await noted()).toMatchObject([{ resource: `user/${userId}`, count: 1 }]);
  });

  test("a wrong answer to a challenge, by the user", async () => {
    const userId = await createUser({ email: `${fresh()}@mail.example` });
    await call("PATCH", `/users/${userId}/mfa`, { body: { mfa: true } });
    await call("PATCH", `/users/${userId}/verification`, { body: { emailVerification: true } });
    const session = bearing((await beginSession(userId)).secret);
    const challenge = await call("POST", "/account/mfa/challenges", { ...session, fetch, body: { factor: "email" } });
    const body = { challengeId: challenge.body["$id"], otp: "000000" };
    expect((await call("PUT", "/account/mfa/challenges", { ...session, fetch, body })).status).toBe(401);
    expect(await noted()).toMatchObject([
      { resource: `user/${userId}`, operation: "accountUpdateMfaChallenge", actor_type: "user", actor_id: userId },
    ]);
  });

  test("a sign-in by a server's key, with the address that the server names", async () => {
    const { email } = await createPerson();
    const key = await createKey({ scopes: ["sessions.write"] });
    const headers = { "x-forwarded-for": "203.0.113.9" };
    await call("POST", "/account/sessions/email", { key, headers, fetch, body: { email, password: wrongPassword } });
    expect(await rows("SELECT actor_type, ip FROM logs WHERE event = 'session.fail'")).toEqual([
      { actor_type: "key", ip: "203.0.113.9" },
    ]);
  });
});

test("is written neither for successes nor for limited attempts", async () => {
  const { email, password } = await createPerson();
  expect((await attempt(email, password)).status).toBe(201);
  const limited = serve(passOn);
  await env.DB.exec("UPDATE locks SET failures = 10, until = 9e15");
  const body = { email, password: wrongPassword };
  for (let i = 0; i < 12; i++) {
    await call("POST", "/account/sessions/email", { ...guest(), fetch: limited, body });
  }
  expect(await noted()).toMatchObject([{ count: 10 }]);
});

describe("an account that does not exist", () => {
  test("is recorded under a digest, without the address or the password", async () => {
    const email = `${fresh("hunter2")}@mail.example`;
    await attempt(email);
    await attempt(email.toUpperCase());
    const [row, ...more] = await noted();
    expect(more).toEqual([]);
    expect(row).toMatchObject({ resource: expect.stringMatching(/^address\/[0-9a-f]{64}$/), count: 2 });
    const everything = JSON.stringify(await dump());
    for (const text of [email, wrongPassword]) expect(everything).not.toContain(text);
  });

  test("adds at most 1,000 rows a day; existing rows and users are still counted", async () => {
    const [known, { email, userId }] = [`${fresh()}@mail.example`, await createPerson()];
    await attempt(known);
    await env.DB.exec("UPDATE rate_limits SET count = 999");
    const names = ["a", "b", "c"].map((name) => `${name}${fresh()}@mail.example`);
    for (const address of [...names, known, email]) {
      await attempt(address);
    }
    const counts = (await noted()).map(({ count, resource }) => [String(resource).split("/")[0], count]);
    expect(counts).toEqual([
      ["address", 2],
      ["address", 1],
      ["user", 1],
    ]);
    expect((await noted()).at(-1)?.["resource"]).toBe(`user/${userId}`);
    expect(await rows("SELECT n FROM tallies WHERE unit = 'day'")).toEqual([{ n: 6 }]);
    setClock(86_400_000);
    await attempt(`${fresh()}@mail.example`);
    expect(await noted()).toHaveLength(4);
  });
});

test("takes four statements after the answer, the same ones for any account", async () => {
  const cost = async (email: string) => {
    const answered = Promise.withResolvers<undefined>();
    const trips: string[][] = [];
    const written: number[] = [];
    const isHeld: Between = async (statements, send) => {
      // An answer that waited for the second round trip would never come.
      if (trips.push(statements.map(({ sql }) => sql)) > 1) await answered.promise;
      const results = await send(preparedOf(statements));
      written.push(results.reduce((sum, { meta }) => sum + meta.rows_written, 0));
      return results;
    };
    const bindings = { RATE_LIMITS: "off" };
    const held = serve(isHeld, { bindings, onAnswer: () => answered.resolve(undefined) });
    await call("POST", "/account/sessions/email", {
      ...guest(),
      fetch: held,
      body: { email, password: wrongPassword },
    });
    return { trips, written: written[1] };
  };
  const [{ email }, stranger] = [await createPerson(), `${fresh()}@mail.example`];
  const [user, nobody] = [await cost(email), await cost(stranger)];
  expect(user.trips.map(({ length }) => length)).toEqual([3, 4]);
  expect(nobody.trips).toEqual(user.trips);
  // The row with its two indexes and its number, and three tallies; for an unknown account the count of those as well.
  expect([user.written, nobody.written]).toEqual([7, 8]);
  // Again within the hour: the count, and the tallies.
  expect([(await cost(email)).written, (await cost(stranger)).written]).toEqual([4, 4]);
});

test("is shown in the user's log and in activities, with its number", async () => {
  const { email, userId } = await createPerson();
  await attempt(email);
  await attempt(email);
  const logs = await call(
    "GET",
    `/users/${userId}/logs?queries[]=${encodeURIComponent('{"method":"limit","values":[1]}')}`,
  );
  expect(logs.body["logs"]).toMatchObject([{ event: "session.fail", count: 2, userType: "guest", userId: "" }]);
  const { body } = await call(
    "GET",
    "/activities/events?queries[]=%7B%22method%22%3A%22limit%22%2C%22values%22%3A%5B1%5D%7D",
  );
  expect(body["events"]).toMatchObject([
    { event: `users.${userId}.sessions.fail`, count: 2, resource: `user/${userId}`, resourceParent: "" },
  ]);
});
