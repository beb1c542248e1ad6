/** DELETE /users/identities/{identityId} (docs/spec/users.md#identities). */
import { describe, expect, test } from "vitest";
import { bearing, beginSession } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { makeIdentity } from "../harness/identities.ts";
import { createKey } from "../harness/keys.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { createUser } from "../harness/users.ts";

const remove = (id: string, options: CallOptions = {}) => call("DELETE", `/users/identities/${id}`, options);

describe("a deletion", () => {
  test("deletes only the identity, and logs its user", async () => {
    const userId = await createUser();
    const kept = await makeIdentity(userId);
    const before = await dump();
    const id = await makeIdentity(userId);
    expect(await remove(id)).toMatchObject({ status: 204, text: "" });
    const after = await dump();
    expect({ ...after, logs: [], sqlite_sequence: [] }).toEqual({ ...before, logs: [], sqlite_sequence: [] });
    expect(await rows("SELECT id FROM identities WHERE user_id = ?", userId)).toEqual([{ id: kept }]);
    expect(
      await rows(
        `SELECT event, actor_type, users.id AS owner FROM logs JOIN users ON users.seq = user_seq WHERE item = ?`,
        id,
      ),
    ).toEqual([{ event: "identity.delete", actor_type: "key", owner: userId }]);
  });

  test("keeps the sessions", async () => {
    const userId = await createUser();
    const { secret } = await beginSession(userId);
    await remove(await makeIdentity(userId));
    expect((await call("GET", "/account", bearing(secret))).status).toBe(200);
  });

  test("of an unknown id, in any case of letters, is a 404 and changes nothing", async () => {
    const id = await makeIdentity(await createUser(), { id: "CamelCase" });
    const before = await dump();
    for (const other of ["nobody", "camelcase"]) {
      const text = "Identity with the requested ID could not be found.";
      expectRefusal(await remove(other), "user_identity_not_found", text);
    }
    expect(await dump()).toEqual(before);
    await remove(id);
    expectRefusal(await remove(id), "user_identity_not_found");
  });

  test("of an invalid id is refused", async () => {
    for (const id of ["_x", "x".repeat(37), "%20"]) expectInvalid(await remove(id), "identityId");
  });

  test("requires `users.write`", async () => {
    const id = await makeIdentity(await createUser());
    const key = await createKey({ scopes: ["users.read", "sessions.write", "targets.write"] });
    expectRefusal(await remove(id, { key }), "general_unauthorized_scope");
    expect((await remove(id, { key: await createKey({ scopes: ["users.write"] }) })).status).toBe(204);
  });
});

test("of twenty simultaneous deletions one succeeds, with one log row", async () => {
  const id = await makeIdentity(await createUser());
  const answers = await Promise.all(Array.from({ length: 20 }, () => remove(id)));
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 404)).toHaveLength(19);
  expect(await rows("SELECT event FROM logs WHERE item = ?", id)).toHaveLength(1);
});

test("an identity is deleted with its user", async () => {
  const userId = await createUser();
  const id = await makeIdentity(userId);
  await call("DELETE", `/users/${userId}`);
  expectRefusal(await remove(id), "user_identity_not_found");
});
