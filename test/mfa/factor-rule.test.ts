/**
 * The rules for sessions without a further factor, and for operations that need a recent challenge
 * (docs/spec/access.md#factors).
 */
import { describe, expect, test } from "vitest";
import type { Endpoint } from "../../src/http/endpoint.ts";
import { addressesOf } from "../../src/http/router.ts";
import { createJwt, withJwt } from "../harness/account.ts";
import { caseOf, operations } from "../harness/cases/index.ts";
import { type Answer, call, type CallOptions } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { fresh } from "../harness/users.ts";
import { another, ask, enrol, meetChallenge, type Member, newApp, someone, state } from "./people.ts";

holdClock();

/** A user with MFA and a verified email, with a session of one factor. */
async function incomplete(): Promise<Member> {
  const member = await someone({ email: `${fresh("rule")}@mail.example` });
  await call("PATCH", `/users/${member.userId}/verification`, { body: { emailVerification: true } });
  await call("PATCH", `/users/${member.userId}/mfa`, { body: { mfa: true } });
  return member;
}

const accountAddresses = operations
  .filter(({ path }) => path === "/account" || path.startsWith("/account/"))
  .flatMap((endpoint) => addressesOf(endpoint).map((address) => ({ ...address, endpoint })));

/** Whether a session that lacks a factor is accepted. */
const isExempt = (endpoint: Endpoint) => caseOf(endpoint).incomplete !== undefined;

const send = ({ method, path }: { method: string; path: string }, { sessionId }: Member, caller: CallOptions) =>
  call(
    method,
    path
      .replace("{sessionId}", sessionId)
      .replace("{type}", "totp")
      .replaceAll(/\{\w+\}/g, "x"),
    {
      ...caller,
      ...(method !== "GET" && { body: {} }),
    },
  );

const idsOf = (some: readonly Endpoint[]) => some.map(({ id }) => id);

test("The routes that serve a session without its second factor are those of the specification", () => {
  const served = operations.filter(({ servesIncomplete }) => servesIncomplete);
  expect(idsOf(served)).toEqual(idsOf(operations.filter(isExempt)));
});

test("The routes that need a recent challenge are those of the specification", () => {
  const guarded = operations.filter(({ needsChallenge }) => needsChallenge);
  expect(idsOf(guarded)).toEqual(idsOf(operations.filter((endpoint) => caseOf(endpoint).needsChallenge)));
});

describe("A session without its second factor", () => {
  test.each(accountAddresses.filter(({ endpoint }) => !isExempt(endpoint)))(
    "is refused before anything else: $method $path",
    async (address) => {
      const member = await incomplete();
      const before = await state();
      expectRefusal(await send(address, member, member.caller), "user_more_factors_required");
      const { users, ...after } = await state();
      expect(after).toEqual({ ...before, users: undefined });
      expect(users?.length).toBe(before["users"]?.length);
    },
  );

  test.each(accountAddresses.filter(({ endpoint }) => isExempt(endpoint)))(
    "is served: $method $path",
    async (address) => {
      const member = await incomplete();
      expect((await send(address, member, member.caller)).status).toBe(caseOf(address.endpoint).incomplete);
    },
  );

  test("may end itself, and no other session", async () => {
    const { caller, sessionId, userId } = await incomplete();
    const other = await another(userId);
    const path = `/account/sessions/${other.sessionId}`;
    expectRefusal(await call("DELETE", path, caller), "user_more_factors_required");
    expectRefusal(await call("GET", "/account", other.caller), "user_more_factors_required");
    expect((await call("DELETE", `/account/sessions/${sessionId}`, caller)).status).toBe(204);
    expectRefusal(await call("GET", "/account", caller), "general_unauthorized_scope");
  });

  test("is refused as blocked, if its user is", async () => {
    const { caller, userId } = await incomplete();
    await call("PATCH", `/users/${userId}/status`, { body: { status: false } });
    expectRefusal(await call("GET", "/account", caller), "user_blocked");
    expectRefusal(await ask(caller, "GET", "/factors"), "user_blocked");
  });

  test("is refused for a missing scope rather than for the factor", async () => {
    const { caller } = await incomplete();
    expectRefusal(await call("GET", "/users", caller), "general_unauthorized_scope");
  });
});

test.each(accountAddresses)("A JWT that a key made needs no second factor: $method $path", async (address) => {
  const member = await incomplete();
  const answer = await send(address, member, withJwt(await createJwt(member.userId)));
  expect(answer.status).toBeLessThan(500);
  expect(answer.body["type"]).not.toBe("user_more_factors_required");
});

describe("A JWT that a session made", () => {
  const jwtOf = async (caller: CallOptions) =>
    withJwt(String((await call("POST", "/account/jwts", { ...caller, body: {} })).body["jwt"]));
  const ways = [
    ["GET", "/account", 200],
    ["PATCH", "/account/prefs", 400],
    ["GET", "/account/mfa/factors", 200],
  ] as const;

  /** The answers of all routes to a JWT, after its user turned MFA on. */
  async function answersTo(prepare: (caller: CallOptions) => Promise<unknown>) {
    const member = await someone({ email: `${fresh("carries")}@mail.example` });
    await call("PATCH", `/users/${member.userId}/verification`, { body: { emailVerification: true } });
    await prepare(member.caller);
    const jwt = await jwtOf(member.caller);
    await call("PATCH", `/users/${member.userId}/mfa`, { body: { mfa: true } });
    return Promise.all(
      ways.map(([method, path]) => call(method, path, { ...jwt, ...(method !== "GET" && { body: {} }) })),
    );
  }

  test("of one factor is refused as that session is, where its user asks for two", async () => {
    const [account, prefs, factors] = await answersTo(() => Promise.resolve());
    for (const answer of [account, prefs]) {
      if (answer === undefined) throw new Error("No answer.");
      expectRefusal(answer, "user_more_factors_required");
    }
    expect(factors?.status).toBe(200);
  });

  test("of two factors is served", async () => {
    const answers = await answersTo(meetChallenge);
    expect(answers.map(({ status }) => status)).toEqual(ways.map(([, , status]) => status));
  });
});

describe("A second factor is required", () => {
  const isServed = async (caller: CallOptions) => (await call("GET", "/account", caller)).status === 200;
  const contacts = () => ({ email: `${fresh("need")}@mail.example`, phone: `+49151123${10_000 + ++phones}` });
  let phones = 0;

  test.each<[what: string, prepare: (member: Member) => Promise<unknown>]>([
    ["an email", ({ userId }) => call("PATCH", `/users/${userId}/verification`, { body: { emailVerification: true } })],
    [
      "a phone",
      ({ userId }) => call("PATCH", `/users/${userId}/verification/phone`, { body: { phoneVerification: true } }),
    ],
    ["an app", async ({ userId }) => enrol((await another(userId)).caller)],
  ])("of a user who turns it on and has verified %s, and of no other", async (_, prepare) => {
    const member = await someone(contacts());
    const flag = (mfa: boolean) => call("PATCH", `/users/${member.userId}/mfa`, { body: { mfa } });
    await newApp(member.caller);
    await flag(true);
    expect(await isServed(member.caller)).toBe(true);
    await prepare(member);
    expectRefusal(await call("GET", "/account", member.caller), "user_more_factors_required");
    await flag(false);
    expect(await isServed(member.caller)).toBe(true);
  });

  test("until the session has two, of any kind", async () => {
    const { caller, userId } = await incomplete();
    await call("PATCH", `/users/${userId}/mfa`, { body: { mfa: false } });
    await meetChallenge(caller);
    await call("PATCH", `/users/${userId}/mfa`, { body: { mfa: true } });
    expect(await isServed(caller)).toBe(true);
    expect(await isServed((await another(userId)).caller)).toBe(false);
  });
});

describe("A recently met challenge", () => {
  const guarded: readonly (readonly [method: string, path: string])[] = [
    ["DELETE", "/authenticators/totp"],
    ["GET", "/recovery-codes"],
    ["PATCH", "/recovery-codes"],
  ];
  const askAll = async (caller: CallOptions): Promise<readonly Answer[]> =>
    Promise.all(guarded.map(([method, path]) => ask(caller, method, path)));

  test("counts for half an hour, in the session that met it", async () => {
    const { caller, userId } = await someone();
    const { caller: elsewhere } = await another(userId);
    await meetChallenge(caller);
    for (const refused of await askAll(elsewhere)) expectRefusal(refused, "user_challenge_required");
    setClock(1_799_999);
    expect((await askAll(caller)).map(({ status }) => status)).toEqual([404, 200, 200]);
    setClock(1_800_001);
    for (const refused of await askAll(caller)) expectRefusal(refused, "user_challenge_required");
  });

  test("is required before the parameters are read, and after the second factor", async () => {
    const { caller } = await someone();
    expectRefusal(await ask(caller, "DELETE", "/authenticators/sms"), "user_challenge_required");
    const member = await incomplete();
    for (const refused of await askAll(member.caller)) expectRefusal(refused, "user_more_factors_required");
  });
});
