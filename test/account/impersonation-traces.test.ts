/** Traces, counts and costs of impersonation (docs/spec/users.md#impersonation, docs/spec/access.md#impersonation). */
import { beforeAll, describe, expect, test, vi } from "vitest";
import { createJwt, withJwt } from "../harness/account.ts";
import { appWith, call, type CallOptions } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { actingAs, createImpersonator, createMember, type Member } from "../harness/impersonators.ts";
import { record } from "../harness/recorder.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { fresh, readUser } from "../harness/users.ts";

let actor: Member;
let target: Member;
let acting: CallOptions;

beforeAll(async () => {
  actor = await createImpersonator({ name: "Actor", email: `${fresh()}@mail.example` });
  target = await createMember({ name: "Target" });
  acting = actingAs(actor.caller, { id: target.userId });
});

const rename = (caller: CallOptions) => call("PATCH", "/account/name", { ...caller, body: { name: "Target" } });

async function seqOf(userId: string): Promise<unknown> {
  const [row] = await rows("SELECT seq FROM users WHERE id = ?", userId);
  return row?.["seq"];
}

describe("The log", () => {
  const logsOf = async (path: string, caller?: CallOptions) => {
    const { body } = await call("GET", path, caller);
    return { total: body["total"], logs: body["logs"] as readonly Readonly<Record<string, unknown>>[] };
  };

  test("of the other says that the impersonator did it, by session and by JWT", async () => {
    const { email } = await readUser(actor.userId);
    for (const caller of [actor.caller, withJwt(await createJwt(actor.userId))]) {
      await rename(actingAs(caller, { id: target.userId }));
      const [newest] = (await logsOf(`/users/${target.userId}/logs`)).logs;
      expect(newest).toMatchObject({
        event: "user.update",
        userType: "user",
        userId: actor.userId,
        userName: "Actor",
        userEmail: email,
      });
    }
    const [row] = await rows("SELECT resource, user_seq FROM logs ORDER BY seq DESC LIMIT 1");
    expect(row).toEqual({ resource: `user/${target.userId}`, user_seq: await seqOf(target.userId) });
  });

  test("of either's own acts has nothing of it", async () => {
    await rename(acting);
    expect(await logsOf("/account/logs", target.caller)).toEqual({ total: 0, logs: [] });
    expect(await logsOf("/account/logs", acting)).toEqual({ total: 0, logs: [] });
    expect(await logsOf("/account/logs", actor.caller)).toEqual({ total: 0, logs: [] });
  });

  test("has a sign-up as the impersonator's too, which otherwise is the new user's", async () => {
    const userId = fresh();
    const body = { userId, email: `${userId}@mail.example`, password: "correct horse battery staple" };
    expect((await call("POST", "/account", { ...acting, body })).status).toBe(201);
    const [newest] = (await logsOf(`/users/${userId}/logs`)).logs;
    expect(newest).toMatchObject({ event: "user.create", userId: actor.userId, userName: "Actor" });
  });

  test("has a sign-out as the impersonator's too", async () => {
    const { session, userId } = await createMember();
    await call("DELETE", `/account/sessions/${session.id}`, actingAs(actor.caller, { id: userId }));
    const [newest] = (await logsOf(`/users/${userId}/logs`)).logs;
    expect(newest).toMatchObject({ event: "session.delete", userId: actor.userId });
  });
});

describe("The line of a request", () => {
  async function lineOf(options: CallOptions): Promise<{ readonly text: string; readonly line: object }> {
    const info = vi.spyOn(console, "info").mockImplementation(() => undefined);
    await call("GET", "/account", options);
    const text = String(info.mock.lastCall);
    info.mockRestore();
    return { text, line: JSON.parse(text) as object };
  }

  test("names the impersonator and the user by their row numbers", async () => {
    const { line, text } = await lineOf(acting);
    const seqs = { impersonatorSeq: await seqOf(actor.userId), userSeq: await seqOf(target.userId) };
    expect(line).toMatchObject({ route: "/account", status: 200, ...seqs });
    expect(text).not.toMatch(new RegExp(`"${actor.userId}"|"${target.userId}"|mail\\.example`));
  });

  test("says so of a refusal too", async () => {
    const { userId } = await createMember();
    await call("PATCH", `/users/${userId}/status`, { body: { status: false } });
    const { line } = await lineOf(actingAs(actor.caller, { id: userId }));
    expect(line).toMatchObject({ refusal: "user_blocked", userSeq: await seqOf(userId) });
  });

  test("omits it without impersonation", async () => {
    const named = actingAs(target.caller, { id: actor.userId });
    for (const caller of [actor.caller, target.caller, named]) {
      const { line } = await lineOf(caller);
      expect(Object.keys(line)).not.toEqual(expect.arrayContaining(["impersonatorSeq"]));
    }
  });
});

test("Impersonation updates accessedAt of neither user", async () => {
  const { fetch } = record();
  const [one, other] = [await createImpersonator(), await createMember()];
  const accessedAt = async () => [
    (await readUser(one.userId))["accessedAt"],
    (await readUser(other.userId))["accessedAt"],
  ];
  await rows("UPDATE users SET accessed_at = NULL WHERE id IN (?, ?)", one.userId, other.userId);
  await call("GET", "/account", { ...actingAs(one.caller, { id: other.userId }), fetch });
  expect(await accessedAt()).toEqual(["", ""]);
  await call("GET", "/account", { ...actingAs(one.caller, { id: "nobody" }), fetch });
  expect(await accessedAt()).toEqual([expect.stringMatching(/^\d{4}-/), ""]);
});

test("Attempts are counted apart from the other's own, from the impersonator's, and from those as a third", async () => {
  // The limit is 2 instead of 120.
  const fetch = appWith({ RATE_LIMITS: "0.015" });
  const createJwtAs = (caller: CallOptions) => call("POST", "/account/jwts", { ...caller, fetch, body: {} });
  for (let i = 0; i < 2; i++) expectRefusal(await createJwtAs(acting), "user_jwt_creation_denied");
  expectRefusal(await createJwtAs(acting), "general_rate_limit_exceeded");
  const third = actingAs(actor.caller, { id: (await createMember()).userId });
  expectRefusal(await createJwtAs(third), "user_jwt_creation_denied");
  expect((await createJwtAs(target.caller)).status).toBe(201);
  expect((await createJwtAs(actor.caller)).status).toBe(201);
});

describe("One round trip authenticates the caller", () => {
  const recorder = record();

  async function costOf(options: CallOptions) {
    recorder.take();
    const { status } = await call("GET", "/account", { ...options, fetch: recorder.fetch });
    expect(status).toBe(200);
    const { kv, roundTrips, rowsRead, rowsWritten } = recorder.take();
    expect({ rowsWritten, kv }).toEqual({ rowsWritten: 0, kv: [] });
    return { statements: roundTrips.map(({ length }) => length), rowsRead };
  }

  test("with one statement where no user is named, and with two where one is", async () => {
    expect((await costOf(actor.caller)).statements).toEqual([1]);
    expect((await costOf(acting)).statements).toEqual([2]);
    expect((await costOf(actingAs(target.caller, { id: actor.userId }))).statements).toEqual([2]);
    expect((await costOf(target.caller)).statements).toEqual([1]);
  });

  test("and reveals nothing of the other user to a caller who is no impersonator, not even by the rows read", async () => {
    const there = await costOf(actingAs(target.caller, { id: actor.userId }));
    const notThere = await costOf(actingAs(target.caller, { id: "nobody" }));
    expect(there).toEqual(notThere);
  });
});
