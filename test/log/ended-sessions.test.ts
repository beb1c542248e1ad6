/** Each session that a change ends has a row of its own, and expiry has none (docs/spec/logs.md#rows). */
import { expect, test } from "vitest";
import { bearing, beginSession, createPerson, signIn } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";

/** The rows of sessions that ended, after `seq`. */
const endedAfter = async (seq: number) =>
  rows(
    "SELECT event, operation, resource, item, actor_type FROM logs WHERE event = 'session.delete' AND seq > ? ORDER BY item",
    seq,
  );

const lastSeq = async () => Number((await rows("SELECT coalesce(max(seq), 0) AS seq FROM logs"))[0]?.["seq"]);

/** A user with two sessions, and a third that has expired. */
async function withSessions() {
  const person = await createPerson();
  const [first, second] = [await beginSession(person.userId), await beginSession(person.userId)];
  const expired = await beginSession(person.userId);
  await rows("UPDATE sessions SET expire = ? WHERE id = ?", Date.now() - 1_000, expired.id);
  return { ...person, first, second, seq: await lastSeq() };
}

/** The log's rows about ended sessions. */
const ended = (userId: string, operation: string, actor: "key" | "user", ids: readonly string[]) =>
  ids
    .toSorted()
    .map((item) => ({ event: "session.delete", operation, resource: `user/${userId}`, item, actor_type: actor }));

test("writes a row for each session that a block ends", async () => {
  const { first, second, seq, userId } = await withSessions();
  await call("PATCH", `/users/${userId}/status`, { body: { status: false } });
  expect(await endedAfter(seq)).toEqual(ended(userId, "usersUpdateStatus", "key", [first.id, second.id]));
  const again = await lastSeq();
  await call("PATCH", `/users/${userId}/status`, { body: { status: false } });
  expect(await endedAfter(again)).toEqual([]);
});

test("writes a row for each session that a new password ends, except the session that changes it", async () => {
  const { first, password, second, seq, userId } = await withSessions();
  const body = { password: "another correct horse", oldPassword: password };
  expect((await call("PATCH", "/account/password", { ...bearing(first.secret), body })).status).toBe(200);
  expect(await endedAfter(seq)).toEqual(ended(userId, "accountUpdatePassword", "user", [second.id]));
});

test("writes a row for each session when all are deleted", async () => {
  const { first, second, seq, userId } = await withSessions();
  expect((await call("DELETE", `/users/${userId}/sessions`)).status).toBe(204);
  expect(await endedAfter(seq)).toEqual(ended(userId, "usersDeleteSessions", "key", [first.id, second.id]));
  const again = await lastSeq();
  expect((await call("DELETE", `/users/${userId}/sessions`)).status).toBe(204);
  expect(await lastSeq()).toBe(again);
});

test("writes a row for the session that a sign-in beyond the limit ends", async () => {
  const { first, seq, second, userId, ...person } = await withSessions();
  await rows("UPDATE settings SET session_limit = 2");
  const { id } = await signIn({ userId, ...person });
  await rows("UPDATE settings SET session_limit = 10");
  expect(await endedAfter(seq)).toEqual(ended(userId, "accountCreateEmailPasswordSession", "user", [first.id]));
  expect([first.id, second.id]).not.toContain(id);
});

test("writes one row for the deletion of the user, which covers the sessions", async () => {
  const { seq, userId } = await withSessions();
  expect((await call("DELETE", `/users/${userId}`)).status).toBe(204);
  expect(await endedAfter(seq)).toEqual([]);
  expect(await rows("SELECT event FROM logs WHERE seq > ?", seq)).toEqual([{ event: "user.delete" }]);
});
