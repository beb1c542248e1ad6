/** /users/{userId}/targets: everything except the list (docs/spec/users.md#targets). */
import { describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { makeProvider } from "../harness/providers.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { bareTarget, makeTarget, readTarget } from "../harness/targets.ts";
import { createUser, date, fresh, generatedId, readUser } from "../harness/users.ts";

const create = (userId: string, body: object, options = {}) =>
  call("POST", `/users/${userId}/targets`, { body, ...options });
const update = (userId: string, targetId: string, body: object, options = {}) =>
  call("PATCH", `/users/${userId}/targets/${targetId}`, { body, ...options });
const remove = (userId: string, targetId: string, options = {}) =>
  call("DELETE", `/users/${userId}/targets/${targetId}`, options);

const identifiers = { email: () => `${fresh("mail")}@Mail.example`, sms: freshPhone, push: () => fresh("Dévice ") };
const types = ["email", "sms", "push"] as const;

let phones = 0;
function freshPhone(): string {
  return `+1555${String(++phones).padStart(6, "0")}`;
}

describe.each(types)("a creation of the type %s", (providerType) => {
  const providerOf = { email: "sendgrid", sms: "twilio", push: "fcm" } as const;

  test("shows the given fields, its identifier unchanged", async () => {
    const userId = await createUser();
    const providerId = await makeProvider(providerOf[providerType]);
    const [targetId, identifier] = [fresh("target"), identifiers[providerType]()];
    const { body, status } = await create(userId, { targetId, providerType, identifier, providerId, name: "Désk" });
    expect({ status, body }).toEqual({
      status: 201,
      body: { ...bareTarget(userId, providerType, identifier), $id: targetId, providerId, name: "Désk" },
    });
    expect(await readTarget(userId, targetId)).toEqual(body);
    expect((await readUser(userId))["targets"]).toEqual([body]);
  });

  test("needs no provider and no name, and makes an id where asked to", async () => {
    const userId = await createUser();
    const identifier = identifiers[providerType]();
    const { body, status } = await create(userId, { targetId: "unique()", providerType, identifier });
    expect({ status, body }).toEqual({ status: 201, body: bareTarget(userId, providerType, identifier) });
  });

  test("of an identifier at once has one winner, over all users", async () => {
    const users = await Promise.all([createUser(), createUser(), createUser()]);
    const identifier = identifiers[providerType]();
    const answers = await Promise.all(
      [...users, ...users].map((userId) => create(userId, { targetId: "unique()", providerType, identifier })),
    );
    const [winner, ...others] = answers.toSorted((a, b) => a.status - b.status);
    expect(winner).toMatchObject({ status: 201, body: { $id: generatedId, identifier } });
    for (const answer of others) expectRefusal(answer, "user_target_already_exists");
    expect(await rows("SELECT id FROM targets WHERE identifier = ?", identifier)).toEqual([
      { id: winner?.body["$id"] },
    ]);
    const logged = await rows("SELECT event FROM logs WHERE item = ?", String(winner?.body["$id"]));
    expect(logged).toEqual([{ event: "target.create" }]);
  });
});

describe("a creation", () => {
  test("does not change the user's email, phone and $updatedAt", async () => {
    const userId = await createUser({ email: `${fresh("own")}@mail.example` });
    const { targets: _, ...before } = await readUser(userId);
    await makeTarget(userId, { providerType: "email", identifier: `${fresh("other")}@mail.example` });
    await makeTarget(userId, { providerType: "sms", identifier: freshPhone() });
    expect(await readUser(userId)).toMatchObject(before);
  });

  test("with an unknown provider has none; the provider's type is not checked", async () => {
    const userId = await createUser();
    const sms = await makeProvider("twilio", { providerId: fresh("Sms") });
    for (const providerId of ["nobody", sms.toLowerCase(), null]) {
      expect(await readTarget(userId, await makeTarget(userId, { providerId }))).toMatchObject({ providerId: null });
    }
    expect(await readTarget(userId, await makeTarget(userId, { providerId: sms }))).toMatchObject({ providerId: sms });
  });

  test("accepts the type in any case, and any text for a device", async () => {
    const userId = await createUser();
    const identifier = `${"d".repeat(254)}é`;
    expect(await create(userId, { targetId: "unique()", providerType: "PUSH", identifier })).toMatchObject({
      status: 201,
      body: { providerType: "push", identifier },
    });
  });

  test("is logged on the user, with its actor", async () => {
    const secret = await createKey({ id: "targeter", name: "Targeter", scopes: ["targets.write"] });
    const userId = await createUser();
    const [{ seq = 0 } = {}] = await rows("SELECT seq FROM users WHERE id = ?", userId);
    const targetId = fresh("target");
    await create(userId, { targetId, providerType: "push", identifier: fresh("device") }, { key: secret });
    expect(await rows("SELECT * FROM logs WHERE item = ?", targetId)).toMatchObject([
      { event: "target.create", user_seq: seq, actor_type: "key", actor_id: "targeter" },
    ]);
  });
});

describe("a creation is refused", () => {
  test("first for its parameters, then for its identifier, then for the user, then for conflicts", async () => {
    const userId = await createUser();
    const identifier = `${fresh("taken")}@mail.example`;
    const targetId = await makeTarget(userId, { providerType: "email", identifier });
    const before = await dump();
    const bad = { targetId, providerType: "email", identifier: "nobody" };
    expectInvalid(await create("nobody", { ...bad, providerId: "_x" }), "providerId");
    expectRefusal(await create("nobody", bad), "general_invalid_email");
    expectRefusal(await create("nobody", { ...bad, providerType: "sms" }), "general_invalid_phone");
    expectRefusal(await create("nobody", { ...bad, identifier }), "user_not_found");
    expectRefusal(await create(userId, { ...bad, identifier }), "user_target_already_exists");
    expect(await dump()).toEqual(before);
  });

  test("where its id is another target's, in any case and of any user", async () => {
    const [mine, other] = [await createUser(), await createUser()];
    const targetId = await makeTarget(other, { targetId: fresh("Target") });
    const before = await dump();
    for (const id of [targetId, targetId.toLowerCase()]) {
      const body = { targetId: id, providerType: "push", identifier: fresh("device") };
      expectRefusal(await create(mine, body), "user_target_already_exists");
      expectRefusal(await create(other, body), "user_target_already_exists");
    }
    expect(await dump()).toEqual(before);
  });

  test("where its identifier is that of another target of the type, a user's email among them", async () => {
    const email = `${fresh("own")}@mail.example`;
    const [mine, other] = [await createUser({ email }), await createUser()];
    for (const [userId, providerType] of [
      [mine, "email"],
      [other, "email"],
    ] as const) {
      const body = { targetId: "unique()", providerType, identifier: email };
      expectRefusal(await create(userId, body), "user_target_already_exists");
    }
    const push = { targetId: "unique()", providerType: "push", identifier: email };
    expect((await create(other, push)).status).toBe(201);
    expectRefusal(await create(mine, push), "user_target_already_exists");
  });

  test("without its id, its type and its identifier, in this order", async () => {
    const userId = await createUser();
    expectMissing(await create(userId, {}), "targetId");
    expectMissing(await create(userId, { targetId: "x" }), "providerType");
    expectMissing(await create(userId, { targetId: "x", providerType: "push" }), "identifier");
  });

  test.each<[parameter: string, value: unknown]>([
    ["targetId", "_x"],
    ["targetId", "x".repeat(37)],
    ["providerType", "pigeon"],
    ["providerType", ["push"]],
    ["identifier", ""],
    ["identifier", "x".repeat(256)],
    ["identifier", null],
    ["providerId", ""],
    ["providerId", "unique()"],
    ["name", ""],
    ["name", "x".repeat(129)],
  ])("with %s %j", async (parameter, value) => {
    const userId = await createUser();
    const before = await dump();
    const body = { targetId: "unique()", providerType: "push", identifier: fresh("device"), [parameter]: value };
    expectInvalid(await create(userId, body), parameter);
    expect(await dump()).toEqual(before);
  });

  test.each([
    ["email", "general_invalid_email", ["nobody", "a@localhost", "+15550000001", "a@b.co "]],
    ["sms", "general_invalid_phone", ["12345", "a@b.co", "+8020000000", "+1 555 000 0001"]],
  ] as const)("as an invalid %s: %s", async (providerType, refusal, wrong) => {
    const userId = await createUser();
    for (const identifier of wrong) {
      expectRefusal(await create(userId, { targetId: "unique()", providerType, identifier }), refusal);
    }
  });
});

describe("reading a target", () => {
  test("that is unknown, another user's, or of an unknown user, is a 404", async () => {
    const [mine, other] = [await createUser(), await createUser()];
    const targetId = await makeTarget(mine, { targetId: fresh("Target") });
    expectRefusal(
      await call("GET", `/users/${mine}/targets/nobody`),
      "user_target_not_found",
      "Target with the requested ID could not be found.",
    );
    expectRefusal(await call("GET", `/users/${other}/targets/${targetId}`), "user_target_not_found");
    expectRefusal(await call("GET", `/users/${mine}/targets/${targetId.toLowerCase()}`), "user_target_not_found");
    expectRefusal(await call("GET", `/users/nobody/targets/${targetId}`), "user_not_found");
    expectInvalid(await call("GET", `/users/${mine}/targets/_x`), "targetId");
    expectInvalid(await call("GET", `/users/_x/targets/_x`), "userId");
  });
});

describe("an update", () => {
  test("changes the given fields only; a new identifier clears the expiry", async () => {
    const userId = await createUser();
    const providerId = await makeProvider("fcm");
    const targetId = await makeTarget(userId, { name: "Old" });
    await rows("UPDATE targets SET expired = 1, created_at = 5, updated_at = 5 WHERE id = ?", targetId);
    const before = { ...(await readTarget(userId, targetId)), $updatedAt: date };
    expect(before).toMatchObject({ expired: true });

    const named = await update(userId, targetId, { name: "New" });
    expect({ status: named.status, body: named.body }).toEqual({ status: 200, body: { ...before, name: "New" } });
    expect(named.body["$updatedAt"]).not.toBe("1970-01-01T00:00:00.005+00:00");
    expect((await update(userId, targetId, { providerId })).body).toEqual({ ...before, name: "New", providerId });
    const identifier = fresh("device");
    const moved = await update(userId, targetId, { identifier });
    expect(moved.body).toEqual({ ...before, name: "New", providerId, identifier, expired: false });
    const nulls = { identifier: null, providerId: null, name: null };
    expect((await update(userId, targetId, nulls)).body).toEqual({ ...moved.body, $updatedAt: date });
    expect((await update(userId, targetId, {})).body).toEqual({ ...moved.body, $updatedAt: date });
    expect(await readTarget(userId, targetId)).toEqual({ ...moved.body, $updatedAt: date });
  });

  test("to its own identifier is accepted", async () => {
    const userId = await createUser();
    const identifier = fresh("device");
    const targetId = await makeTarget(userId, { identifier });
    expect(await update(userId, targetId, { identifier })).toMatchObject({ status: 200, body: { identifier } });
  });

  test("keeps the user's email, and frees the identifier", async () => {
    const email = `${fresh("own")}@mail.example`;
    const userId = await createUser({ email });
    const [{ $id: targetId }] = Object((await readUser(userId))["targets"]);
    await update(userId, targetId, { identifier: `${fresh("other")}@mail.example` });
    expect(await readUser(userId)).toMatchObject({ email });
    const other = await createUser();
    const body = { targetId: "unique()", providerType: "email", identifier: email };
    expect((await create(other, body)).status).toBe(201);
  });

  test("is logged once, as done to the user", async () => {
    const userId = await createUser();
    const targetId = await makeTarget(userId);
    await update(userId, targetId, { name: "New" });
    const logged = "SELECT event FROM logs WHERE item = ? AND user_seq = (SELECT seq FROM users WHERE id = ?)";
    expect(await rows(logged, targetId, userId)).toEqual([{ event: "target.create" }, { event: "target.update" }]);
  });

  test("is refused for its parameters, the user, the target, the identifier, the provider, its type, conflicts: in this order", async () => {
    const [userId, other] = [await createUser(), await createUser()];
    const taken = `${fresh("taken")}@mail.example`;
    await makeTarget(other, { providerType: "email", identifier: taken });
    const targetId = await makeTarget(userId, { providerType: "email", identifier: `${fresh("mail")}@mail.example` });
    const [sms, mail] = [await makeProvider("twilio"), await makeProvider("smtp")];
    const before = await dump();
    expectInvalid(await update("nobody", "nobody", { identifier: "wrong", name: "" }), "name");
    expectRefusal(await update("nobody", targetId, { identifier: "wrong" }), "user_not_found");
    expectRefusal(await update(userId, "nobody", { identifier: "wrong" }), "user_target_not_found");
    expectRefusal(await update(other, targetId, { identifier: "wrong" }), "user_target_not_found");
    const wrong = { identifier: "wrong", providerId: "nobody" };
    expectRefusal(await update(userId, targetId, wrong), "general_invalid_email");
    expectRefusal(await update(userId, targetId, { identifier: taken, providerId: "nobody" }), "provider_not_found");
    expectRefusal(await update(userId, targetId, { identifier: taken, providerId: sms }), "provider_incorrect_type");
    expectRefusal(await update(userId, targetId, { identifier: taken, providerId: mail }), "document_already_exists");
    expect(await dump()).toEqual(before);
  });

  test("of a number to an invalid one is refused, and of a device to any text is not", async () => {
    const userId = await createUser();
    const sms = await makeTarget(userId, { providerType: "sms", identifier: freshPhone() });
    expectRefusal(await update(userId, sms, { identifier: "a@b.co" }), "general_invalid_phone");
    const push = await makeTarget(userId);
    for (const identifier of ["a@b.co", "+15559999999", "x"]) {
      expect(await update(userId, push, { identifier })).toMatchObject({ status: 200, body: { identifier } });
    }
  });

  test("to one identifier, simultaneously, has one winner", async () => {
    const userId = await createUser();
    const targets = await Promise.all([1, 2, 3, 4].map(() => makeTarget(userId)));
    const identifier = fresh("device");
    const answers = await Promise.all(targets.map((targetId) => update(userId, targetId, { identifier })));
    const [winner, ...others] = answers.toSorted((a, b) => a.status - b.status);
    expect(winner).toMatchObject({ status: 200, body: { identifier } });
    for (const answer of others) expectRefusal(answer, "document_already_exists");
    expect(await rows("SELECT id FROM targets WHERE identifier = ?", identifier)).toEqual([
      { id: winner?.body["$id"] },
    ]);
  });

  test.each<[parameter: string, value: unknown]>([
    ["identifier", ""],
    ["identifier", "x".repeat(256)],
    ["providerId", ""],
    ["name", ""],
    ["name", "x".repeat(129)],
  ])("with %s %j is refused", async (parameter, value) => {
    const userId = await createUser();
    expectInvalid(await update(userId, await makeTarget(userId), { [parameter]: value }), parameter);
  });
});

describe("a deletion", () => {
  test("is 204 and empty, keeps the user's email, and frees id and identifier", async () => {
    const email = `${fresh("own")}@mail.example`;
    const userId = await createUser({ email });
    const [{ $id: targetId }] = Object((await readUser(userId))["targets"]);
    expect(await remove(userId, targetId)).toMatchObject({ status: 204, text: "" });
    expect(await readUser(userId)).toMatchObject({ email, targets: [] });
    expectRefusal(await remove(userId, targetId), "user_target_not_found");
    const other = await createUser();
    expect((await create(other, { targetId, providerType: "email", identifier: email })).status).toBe(201);
    expect(await rows("SELECT event FROM logs WHERE item = ? ORDER BY seq", targetId)).toEqual([
      { event: "target.delete" },
      { event: "target.create" },
    ]);
  });

  test("of an unknown or another user's target is a 404 and changes nothing", async () => {
    const [mine, other] = [await createUser(), await createUser()];
    const targetId = await makeTarget(mine);
    const before = await dump();
    expectRefusal(await remove(mine, "nobody"), "user_target_not_found");
    expectRefusal(await remove(other, targetId), "user_target_not_found");
    expectRefusal(await remove("nobody", targetId), "user_not_found");
    expect(await dump()).toEqual(before);
  });
});

test("deleting a user deletes their targets, whose ids and identifiers are then free", async () => {
  const [userId, next] = [await createUser(), await createUser()];
  const fields = { targetId: fresh("target"), identifier: fresh("device") };
  await makeTarget(userId, fields);
  await call("DELETE", `/users/${userId}`);
  expect(await rows("SELECT id FROM targets WHERE id = ?", fields.targetId)).toEqual([]);
  expect(await makeTarget(next, fields)).toBe(fields.targetId);
});

describe("a key may", () => {
  test.each([
    ["read", ["users.read", "targets.read"], ["users.write", "targets.write", "providers.read"]],
    ["write", ["users.write", "targets.write"], ["users.read", "targets.read", "providers.write"]],
  ] as const)("%s targets with one of %j, and with none of %j", async (right, enough, others) => {
    const userId = await createUser();
    const calls = async (key: string) => {
      const targetId = await makeTarget(userId);
      const body = { targetId: "unique()", providerType: "push", identifier: fresh("device") };
      const answers =
        right === "read"
          ? [
              await call("GET", `/users/${userId}/targets`, { key }),
              await call("GET", `/users/${userId}/targets/${targetId}`, { key }),
            ]
          : [
              await create(userId, body, { key }),
              await update(userId, targetId, {}, { key }),
              await remove(userId, targetId, { key }),
            ];
      return answers.map(({ status }) => status);
    };
    const served = right === "read" ? [200, 200] : [201, 200, 204];
    for (const scope of enough) expect(await calls(await createKey({ scopes: [scope] }))).toEqual(served);
    expect(await calls(await createKey({ scopes: others }))).toEqual(served.map(() => 401));
  });
});
