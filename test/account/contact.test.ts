/** Changing email and phone, which requires the password (docs/spec/account.md#profile). */
import { describe, expect, test } from "vitest";
import {
  bearing,
  beginSession,
  createJwt,
  createPerson,
  guest,
  signIn,
  succeed,
  toAccount,
  withJwt,
} from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { dump, rows } from "../harness/database.ts";
import { idsOf, list } from "../harness/lists.ts";
import { passOn, serve } from "../harness/recorder.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { corporateEmail, createUser, fresh, readUser, targetOf } from "../harness/users.ts";

holdClock();

const now = "2026-11-01T12:00:00.000+00:00";
const later = "2026-11-01T12:00:05.000+00:00";

/** All rows except the attempt counts. */
async function kept() {
  return { ...(await dump()), locks: [], rate_limits: [] };
}

let phones = 0;

/** Email and phone in the same table: how each is given, shown and refused. */
const contacts = [
  {
    field: "email",
    providerType: "email",
    verified: "emailVerification",
    verifyPath: "verification",
    taken: "general_bad_request",
    invalid: "ann",
    make: () => `${fresh("mail")}@example.com`,
    shown: corporateEmail,
  },
  {
    field: "phone",
    providerType: "sms",
    verified: "phoneVerification",
    verifyPath: "verification/phone",
    taken: "user_phone_already_exists",
    invalid: "12345",
    make: () => `+1555${String(++phones).padStart(6, "0")}`,
    shown: (phone: string) => ({ phone }),
  },
] as const;

describe.each(contacts)("a change of the $field", (contact) => {
  const { field, invalid, make, providerType, shown, taken, verified, verifyPath } = contact;
  const change = (body: object, caller: CallOptions) => call("PATCH", `/account/${field}`, { ...caller, body });

  /** A signed-in user with a verified contact. */
  async function someone() {
    const person = await createPerson();
    const { userId } = person;
    const before = make();
    await succeed(
      call("PATCH", `/users/${userId}/${field}`, { body: { [field === "phone" ? "number" : field]: before } }),
      200,
    );
    await succeed(call("PATCH", `/users/${userId}/${verifyPath}`, { body: { [verified]: true } }), 200);
    const email = field === "email" ? before : person.email;
    const { secret } = await signIn({ ...person, email });
    return { ...person, email, before, caller: bearing(secret) };
  }

  test("shows the new one, unverified, and moves its target, which keeps its id", async () => {
    const { before, caller, password, userId } = await someone();
    const old = await readUser(userId);
    const [target] = await rows("SELECT id FROM targets WHERE identifier = ?", before);
    const after = make();
    setClock(5_000);
    const answer = await change({ [field]: after, password }, caller);
    expect(answer.status).toBe(200);
    const { targets, ...account } = answer.body;
    const { targets: _targets, ...rest } = toAccount(old);
    expect(account).toEqual({ ...rest, ...shown(after), [verified]: false, $updatedAt: later });
    expect(targets).toContainEqual({
      ...targetOf(userId, providerType, after),
      $id: target?.["id"],
      $createdAt: now,
      $updatedAt: later,
    });
    expect(targets).toHaveLength(field === "email" ? 1 : 2);
    expect(toAccount(await readUser(userId))).toEqual(answer.body);
  });

  test("is found by search, and the previous one is not", async () => {
    const { before, caller, password, userId } = await someone();
    const after = make();
    await succeed(change({ [field]: after, password }, caller), 200);
    expect(idsOf(await list({ search: `"${after}"` })).ids).toEqual([userId]);
    expect(idsOf(await list({ search: `"${before}"` })).ids).toEqual([]);
  });

  test("frees the previous one", async () => {
    const { before, caller, password } = await someone();
    await succeed(change({ [field]: make(), password }, caller), 200);
    await createUser({ [field]: before });
  });

  test("ends no session, and leaves the password as it is", async () => {
    const { caller, password, userId } = await someone();
    const { secret } = await beginSession(userId);
    const before = await readUser(userId);
    await succeed(change({ [field]: make(), password }, caller), 200);
    for (const each of [caller, bearing(secret)]) expect((await call("GET", "/account", each)).status).toBe(200);
    const { password: hash, passwordUpdate } = await readUser(userId);
    expect({ hash, passwordUpdate }).toEqual({ hash: before["password"], passwordUpdate: before["passwordUpdate"] });
  });

  test("is refused for a wrong password, and changes nothing", async () => {
    const { caller, userId } = await someone();
    const before = await kept();
    expectRefusal(await change({ [field]: make(), password: "wrong password" }, caller), "user_invalid_credentials");
    expect(await kept()).toEqual(before);
    expect((await readUser(userId))[verified]).toBe(true);
  });

  test("rejects an address that is another user's target, and changes nothing", async () => {
    const { caller, password } = await someone();
    const theirs = make();
    await createUser({ [field]: theirs });
    const before = await kept();
    expectRefusal(await change({ [field]: theirs, password }, caller), "user_target_already_exists");
    expect(await kept()).toEqual(before);
  });

  test("rejects another user's address that has no target, and changes nothing", async () => {
    const { caller, password } = await someone();
    const theirs = make();
    await createUser({ [field]: theirs });
    await rows("DELETE FROM targets WHERE identifier = ?", theirs);
    const before = await kept();
    expectRefusal(await change({ [field]: theirs, password }, caller), taken);
    expect(await kept()).toEqual(before);
  });

  test("sets the given password for a user without one", async () => {
    const userId = await createUser({ email: `${fresh()}@mail.example` });
    const { secret } = await beginSession(userId);
    const caller = bearing(secret);
    const [first, password] = [make(), "correct horse battery staple"];
    setClock(5_000);
    const { body } = await succeed(change({ [field]: first, password }, caller), 200);
    expect(body).toMatchObject({ [field]: first, passwordUpdate: later });
    expectRefusal(await change({ [field]: make(), password: "wrong password" }, caller), "user_invalid_credentials");
    expect((await change({ [field]: make(), password }, caller)).status).toBe(200);
  });

  test("ends the other sessions and JWTs with a first password, and keeps the calling session", async () => {
    const userId = await createUser({ email: `${fresh()}@mail.example` });
    const [mine, other] = [await beginSession(userId), await beginSession(userId)];
    const jwt = await createJwt(userId, "none");
    await succeed(change({ [field]: make(), password: "correct horse battery staple" }, bearing(mine.secret)), 200);
    expect((await call("GET", "/account", bearing(mine.secret))).status).toBe(200);
    for (const out of [bearing(other.secret), withJwt(jwt)]) {
      expectRefusal(await call("GET", "/account", out), "general_unauthorized_scope");
    }
  });

  test("is refused when the user is revoked while the password is hashed", async () => {
    const userId = await createUser({ email: `${fresh()}@mail.example` });
    const { secret } = await beginSession(userId);
    let batches = 0;
    const slow = serve(async (statements, send) => {
      batches += 1;
      // The first authenticates, the second counts the attempt, the third writes.
      if (batches === 3) await succeed(call("DELETE", `/users/${userId}/sessions`), 204);
      return passOn(statements, send);
    });
    const body = { [field]: make(), password: "correct horse battery staple" };
    const answer = await call("PATCH", `/account/${field}`, { ...bearing(secret), fetch: slow, body });
    expectRefusal(answer, "general_unauthorized_scope");
    expect(await readUser(userId)).toMatchObject({ password: null, passwordUpdate: "" });
  });

  test("is refused for the first missing or invalid parameter, and for a guest", async () => {
    const { caller, password } = await someone();
    expectMissing(await change({}, caller), field);
    expectMissing(await change({ [field]: make() }, caller), "password");
    expectInvalid(await change({ [field]: "", password: "" }, caller), field);
    expectInvalid(await change({ [field]: invalid, password }, caller), field);
    expectInvalid(await change({ [field]: make(), password: "" }, caller), "password");
    expectRefusal(await change({ [field]: make(), password }, guest()), "general_unauthorized_scope");
  });
});

test("an email is taken in any case, shown in lower case, and signs in from then on", async () => {
  const person = await createPerson();
  const { secret } = await signIn(person);
  const email = `Moved.${fresh()}@Example.com`;
  const { password, userId } = person;
  const { body } = await succeed(
    call("PATCH", "/account/email", { ...bearing(secret), body: { email, password } }),
    200,
  );
  expect(body["email"]).toBe(email.toLowerCase());
  await signIn({ userId, email, password });
});
