/** /account/targets: the devices of the caller (docs/spec/account.md#push-targets). */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { bearing, beginSession, createJwt, createPerson, guest, signIn, withJwt } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { dumpOfDeeds, rows } from "../harness/database.ts";
import { makeProvider } from "../harness/providers.ts";
import { preparedOf, serve } from "../harness/recorder.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { bareTarget, makeTarget, readTarget } from "../harness/targets.ts";
import { createUser, date, fresh } from "../harness/users.ts";

const create = (caller: CallOptions, body: object) => call("POST", "/account/targets/push", { ...caller, body });
const update = (caller: CallOptions, targetId: string, body: object) =>
  call("PUT", `/account/targets/${targetId}/push`, { ...caller, body });
const remove = (caller: CallOptions, targetId: string) => call("DELETE", `/account/targets/${targetId}/push`, caller);

/** A user with a session. */
async function someone() {
  const userId = await createUser();
  const session = await beginSession(userId);
  return { userId, session, caller: bearing(session.secret) };
}

/** A device of the caller's. @returns its id */
async function makeDevice(caller: CallOptions, fields: object = {}): Promise<string> {
  const { body, status, text } = await create(caller, { targetId: "unique()", identifier: fresh("device"), ...fields });
  if (status !== 201) throw new Error(`No device was made: ${text}`);
  return String(body["$id"]);
}

const pixel =
  "Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/112.0.0.0 Mobile Safari/537.36";
const mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605.1.15";

describe("adding a device", () => {
  test("shows it, and it is a target of the user", async () => {
    const { caller, userId } = await someone();
    const providerId = await makeProvider("fcm");
    const [targetId, identifier] = [fresh("device"), fresh("Token:")];
    const { body, status } = await create(caller, { targetId, identifier, providerId });
    expect({ status, body }).toEqual({
      status: 201,
      body: { ...bareTarget(userId, "push", identifier), $id: targetId, providerId },
    });
    expect(await readTarget(userId, targetId)).toEqual(body);
    expect((await call("GET", "/account", caller)).body["targets"]).toEqual([body]);
  });

  test.each([
    [pixel, "Google Pixel 7"],
    [mac, "Apple"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64)", ""],
  ])("names it after its agent: %s", async (agent, name) => {
    const { session } = await someone();
    const caller = guest({ "x-appwrite-session": session.secret, "user-agent": agent });
    const answer = await create(caller, { targetId: "unique()", identifier: fresh("device") });
    expect(answer).toMatchObject({ status: 201, body: { name } });
  });

  test("without a provider, or with an unknown one, has none", async () => {
    const { caller } = await someone();
    for (const providerId of [undefined, null, "nobody"]) {
      const answer = await create(caller, { targetId: "unique()", identifier: fresh("device"), providerId });
      expect(answer).toMatchObject({ status: 201, body: { providerId: null } });
    }
  });

  test("with the id of a target, or the identifier of a device, is refused, and changes nothing", async () => {
    const [{ caller }, other] = [await someone(), await createUser()];
    const taken = { targetId: fresh("target"), identifier: fresh("device") };
    await makeTarget(other, taken);
    const noted = { ...(await dumpOfDeeds()), users: [] };
    for (const body of [
      { ...taken, targetId: "unique()" },
      { ...taken, identifier: fresh("device") },
    ]) {
      expectRefusal(await create(caller, body), "user_target_already_exists");
    }
    expect({ ...(await dumpOfDeeds()), users: [] }).toEqual(noted);
  });

  test("of one identifier, simultaneously, succeeds once", async () => {
    const people = await Promise.all([someone(), someone(), someone()]);
    const identifier = fresh("device");
    const answers = await Promise.all(people.map(({ caller }) => create(caller, { targetId: "unique()", identifier })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
    expect(await rows("SELECT identifier FROM targets WHERE identifier = ?", identifier)).toHaveLength(1);
  });

  test("requires an id, then an identifier", async () => {
    const { caller } = await someone();
    expectMissing(await create(caller, {}), "targetId");
    expectMissing(await create(caller, { targetId: "unique()" }), "identifier");
    expectInvalid(await create(caller, { targetId: "_x", identifier: "x" }), "targetId");
    expectInvalid(await create(caller, { targetId: "unique()", identifier: "" }), "identifier");
    expectInvalid(await create(caller, { targetId: "unique()", identifier: "x".repeat(256) }), "identifier");
    expectInvalid(await create(caller, { targetId: "unique()", identifier: "x", providerId: "" }), "providerId");
  });

  test("is logged as the user's own act", async () => {
    const { caller, userId } = await someone();
    const targetId = await makeDevice(caller);
    await update(caller, targetId, { identifier: fresh("device") });
    await remove(caller, targetId);
    const own = { actor_type: "user", actor_id: userId };
    expect(await rows("SELECT * FROM logs WHERE item = ? ORDER BY seq", targetId)).toMatchObject([
      { event: "target.create", ...own },
      { event: "target.update", ...own },
      { event: "target.delete", ...own },
    ]);
  });
});

describe("a device", () => {
  test("is deleted with the session that added it, and with no other", async () => {
    const { caller, session, userId } = await someone();
    const second = await beginSession(userId);
    const [gone, kept] = [await makeDevice(caller), await makeDevice(bearing(second.secret))];
    expect((await call("DELETE", `/users/${userId}/sessions/${session.id}`)).status).toBe(204);
    expect((await call("GET", `/users/${userId}/targets`)).body).toMatchObject({ total: 1, targets: [{ $id: kept }] });
    expectRefusal(await call("GET", `/users/${userId}/targets/${gone}`), "user_target_not_found");
  });

  test("is deleted when its user signs out", async () => {
    const { caller, userId } = await someone();
    const identifier = fresh("device");
    await makeDevice(caller, { identifier });
    await call("DELETE", "/account/sessions/current", caller);
    expect((await call("GET", `/users/${userId}/targets`)).body).toEqual({ total: 0, targets: [] });
    const next = await someone();
    expect((await create(next.caller, { targetId: "unique()", identifier })).status).toBe(201);
  });

  test("is deleted when all sessions end, while the targets of the email and of the server stay", async () => {
    const person = await createPerson();
    const { secret } = await signIn(person);
    await makeDevice(bearing(secret));
    const kept = await makeTarget(person.userId);
    await call("DELETE", `/users/${person.userId}/sessions`);
    expect((await call("GET", `/users/${person.userId}/targets`)).body).toMatchObject({
      total: 2,
      targets: [{ identifier: person.email }, { $id: kept }],
    });
  });

  test("is deleted with its user", async () => {
    const { caller, userId } = await someone();
    const targetId = await makeDevice(caller);
    await call("DELETE", `/users/${userId}`);
    expect(await rows("SELECT id FROM targets WHERE id = ?", targetId)).toEqual([]);
  });

  test("is not left behind by a session that ends while it is added", async () => {
    const { session, userId } = await someone();
    let roundTrips = 0;
    const fetch = serve(async (statements, send) => {
      // The first round trip is the authentication.
      if (++roundTrips === 2) await env.DB.prepare("DELETE FROM sessions WHERE id = ?").bind(session.id).run();
      return send(preparedOf(statements));
    });
    const answer = await create({ ...bearing(session.secret), fetch }, { targetId: "unique()", identifier: fresh() });
    expectRefusal(answer, "user_not_found");
    expect((await call("GET", `/users/${userId}/targets`)).body).toEqual({ total: 0, targets: [] });
  });
});

describe("changing a device", () => {
  test("gives it another identifier, and clears its expiry", async () => {
    const { session, userId } = await someone();
    const targetId = await makeDevice(guest({ "x-appwrite-session": session.secret, "user-agent": pixel }));
    await rows("UPDATE targets SET expired = 1 WHERE id = ?", targetId);
    const before = await readTarget(userId, targetId);
    const identifier = fresh("device");
    const { body, status } = await update(bearing(session.secret), targetId, { identifier });
    expect({ status, body }).toEqual({
      status: 200,
      body: { ...before, $updatedAt: date, identifier, expired: false },
    });
    expect(await readTarget(userId, targetId)).toEqual(body);
  });

  test("to an identifier that any target has is refused", async () => {
    const { caller, userId } = await someone();
    const identifier = fresh("device");
    await makeTarget(await createUser(), { identifier });
    const targetId = await makeDevice(caller);
    const before = await readTarget(userId, targetId);
    expectRefusal(await update(caller, targetId, { identifier }), "user_target_already_exists");
    expect(await readTarget(userId, targetId)).toEqual(before);
  });

  test("requires an identifier", async () => {
    const { caller } = await someone();
    const targetId = await makeDevice(caller);
    expectMissing(await update(caller, targetId, {}), "identifier");
    expectInvalid(await update(caller, targetId, { identifier: "" }), "identifier");
    expectInvalid(await update(caller, "_x", { identifier: "x" }), "targetId");
  });
});

describe("a target", () => {
  test("of another user, of an email, or that does not exist cannot be changed or deleted", async () => {
    const person = await createPerson();
    const { secret } = await signIn(person);
    const [email] = await rows("SELECT id FROM targets WHERE identifier = ?", person.email);
    const foreign = await makeDevice((await someone()).caller);
    const before = await dumpOfDeeds();
    for (const targetId of [String(email?.["id"]), foreign, "nobody"]) {
      expectRefusal(await update(bearing(secret), targetId, { identifier: fresh() }), "user_target_not_found");
      expectRefusal(await remove(bearing(secret), targetId), "user_target_not_found");
    }
    expect(await dumpOfDeeds()).toEqual(before);
  });

  test("that the server gave the user can be deleted by them, if it is a device", async () => {
    const { caller, userId } = await someone();
    const targetId = await makeTarget(userId);
    expect(await remove(caller, targetId)).toMatchObject({ status: 204, text: "" });
    expectRefusal(await remove(caller, targetId), "user_target_not_found");
  });
});

test("guests and keys have no devices", async () => {
  const body = { targetId: "unique()", identifier: fresh("device") };
  for (const caller of [guest(), {}]) {
    expectRefusal(await create(caller, body), "general_unauthorized_scope");
    expectRefusal(await update(caller, "x", body), "general_unauthorized_scope");
    expectRefusal(await remove(caller, "x"), "general_unauthorized_scope");
  }
});

describe("a device ends", () => {
  const isGone = async (userId: string, targetId: string) =>
    (await call("GET", `/users/${userId}/targets/${targetId}`)).status === 404;

  test("with the session of the JWT that added it", async () => {
    const { session, userId } = await someone();
    const device = await makeDevice(withJwt(await createJwt(userId, session.id)));
    expect((await call("DELETE", `/users/${userId}/sessions/${session.id}`)).status).toBe(204);
    expect(await isGone(userId, device)).toBe(true);
  });

  test("when its user is blocked, whose email stays a target", async () => {
    const { email, userId } = await createPerson();
    const device = await makeDevice(bearing((await beginSession(userId)).secret));
    for (const status of [false, true]) await call("PATCH", `/users/${userId}/status`, { body: { status } });
    expect(await isGone(userId, device)).toBe(true);
    expect((await call("GET", `/users/${userId}`)).body["targets"]).toMatchObject([{ identifier: email }]);
  });
});

/** Gives a user this many devices, with the identifiers `<userId>-<number>`. */
const makeMany = (userId: string, count: number) =>
  rows(
    `INSERT INTO targets (id, created_at, updated_at, user_seq, provider_type, identifier, expired)
      SELECT ?1 || '-' || value, 0, 0, (SELECT seq FROM users WHERE id = ?1), 'push', ?1 || '-' || value, 0
      FROM json_each(?2)`,
    userId,
    JSON.stringify(Array.from({ length: count }, (_, index) => index)),
  );

describe("of more than a hundred devices", () => {
  const numbersOf = async (userId: string) =>
    (await rows("SELECT id FROM targets WHERE id GLOB ? ORDER BY seq", `${userId}-*`)).map(({ id }) =>
      Number(String(id).slice(userId.length + 1)),
    );

  test("the oldest is replaced by the new one, and the user's other targets stay", async () => {
    const [person, other] = [await createPerson(), await createUser()];
    const { secret } = await signIn(person);
    await makeMany(person.userId, 100);
    await makeMany(other, 100);
    const added = await makeDevice(bearing(secret));
    expect(await numbersOf(person.userId)).toEqual(Array.from({ length: 99 }, (_, index) => index + 1));
    expect(await numbersOf(other)).toHaveLength(100);
    expect(await readTarget(person.userId, added)).toMatchObject({ $id: added });
    expect((await call("GET", `/users/${person.userId}`)).body["targets"]).toContainEqual(
      expect.objectContaining({ identifier: person.email }),
    );
  });

  test("an expired one is removed before the oldest", async () => {
    const { caller, userId } = await someone();
    await makeMany(userId, 100);
    await rows("UPDATE targets SET expired = 1 WHERE id = ?", `${userId}-70`);
    await makeDevice(caller);
    expect((await numbersOf(userId)).slice(69, 71)).toEqual([69, 71]);
    await makeDevice(caller);
    expect((await numbersOf(userId))[0]).toBe(1);
  });

  test("which twenty at once add, a hundred are left", async () => {
    const { caller, userId } = await someone();
    await makeMany(userId, 95);
    await Promise.all(Array.from({ length: 20 }, () => makeDevice(caller)));
    expect((await call("GET", `/users/${userId}/targets`)).body["total"]).toBe(100);
    expect(await numbersOf(userId)).toHaveLength(80);
  });

  test("none is removed where none is added", async () => {
    const { caller, userId } = await someone();
    await makeMany(userId, 100);
    const taken = { targetId: "unique()", identifier: `${userId}-0` };
    expectRefusal(await create(caller, taken), "user_target_already_exists");
    expect(await numbersOf(userId)).toHaveLength(100);
  });
});

test("A user shows a hundred targets, and the list of them all", async () => {
  const userId = await createUser();
  await makeMany(userId, 120);
  expect((await call("GET", `/users/${userId}`)).body["targets"]).toHaveLength(100);
  expect((await call("GET", `/users/${userId}/targets`)).body["total"]).toBe(120);
});
