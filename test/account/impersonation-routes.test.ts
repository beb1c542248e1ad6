/**
 * The operations that an impersonator may call, for every endpoint: only the account's user may change its safeguards
 * (docs/decisions/0005-impersonation.md).
 */
import { beforeAll, describe, expect, test } from "vitest";
import type { Endpoint } from "../../src/http/endpoint.ts";
import { caseOf, operations } from "../harness/cases/index.ts";
import { meetChallenge } from "../harness/cases/needs.ts";
import { newUser } from "../harness/cases/values.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { actingAs, createImpersonator, createMember, type Member } from "../harness/impersonators.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { ask, prepare, senderOf } from "../harness/requests.ts";
import { createUser, fresh, readUser } from "../harness/users.ts";

let actor: Member;

beforeAll(async () => {
  actor = await createImpersonator({ name: "Actor" });
  // The impersonator has given all factors, so refusals below have other reasons.
  await meetChallenge(actor.session.id);
});

const idsOf = (some: readonly Endpoint[]) => some.map(({ id }) => id).toSorted();

/** Operations whose scope an impersonator holds: users have `account`, and the flag gives `users.read`. */
const isInScope = ({ scopes }: Endpoint) => scopes.includes("account") || scopes.includes("users.read");

test("Refuses exactly the operations that guard an account", () => {
  const own = operations.filter(({ guards }) => guards);
  const refused = operations.filter((endpoint) => caseOf(endpoint).impersonator === "general_unauthorized_scope");
  expect(idsOf(own)).toEqual(idsOf(refused.filter(isInScope)));
});

/** The actors in the log rows about the user. */
const actorsOf = async (userId: string) =>
  (
    await rows(
      `SELECT DISTINCT actor_type, actor_id, actor_name FROM logs
       WHERE user_seq = (SELECT seq FROM users WHERE id = ?) AND actor_type <> 'key'`,
      userId,
    )
  ).map(Object.values);

const isForUsers = (endpoint: Endpoint) => senderOf(endpoint) === "user";

describe("As the user of an account", () => {
  test.each(operations.filter(isForUsers).map((endpoint) => ({ endpoint, id: endpoint.id })))(
    "$id is refused, or leaves the impersonator's session and cookies alone and notes who did it",
    async ({ endpoint }) => {
      const userId = fresh("target");
      const scene = await prepare(endpoint, userId);
      const before = await actorsOf(userId);
      const { caller } = actor;
      const answer = await ask(endpoint, scene, actingAs(caller, { id: userId }));
      const { impersonator: refusal } = caseOf(endpoint);
      if (refusal === null) expect(answer.status).toBe(endpoint.status);
      else expectRefusal(answer, refusal);
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(answer.headers.get("x-fallback-cookies")).toBeNull();
      const after = (await actorsOf(userId)).filter(([, id]) => id !== userId);
      const isNoted = refusal === null && endpoint.method !== "GET";
      expect(after).toEqual(isNoted ? [["user", actor.userId, "Actor"]] : before.filter(([, id]) => id !== userId));
      expect((await call("GET", "/account", caller)).body["$id"]).toBe(actor.userId);
    },
  );

  test("finds no current session, and keeps the user's sessions", async () => {
    const target = await createMember();
    const acting = actingAs(actor.caller, { id: target.userId });
    for (const method of ["GET", "DELETE"]) {
      expectRefusal(await call(method, "/account/sessions/current", acting), "user_session_not_found");
      const path = `/account/sessions/${actor.session.id}`;
      expectRefusal(await call(method, path, acting), "user_session_not_found");
    }
    const { sessions } = (await call("GET", "/account/sessions", acting)).body;
    expect(sessions).toMatchObject([{ $id: target.session.id, current: false }]);
  });

  test("signing the user out everywhere keeps the impersonator's session", async () => {
    const target = await createMember();
    const answer = await call("DELETE", "/account/sessions", actingAs(actor.caller, { id: target.userId }));
    expect(answer.status).toBe(204);
    expectRefusal(await call("GET", "/account", target.caller), "general_unauthorized_scope");
    expect((await call("GET", "/account", actor.caller)).body["$id"]).toBe(actor.userId);
  });

  test("no other session can be begun", async () => {
    const { userId } = await createMember();
    const acting = actingAs(actor.caller, { id: userId });
    expectRefusal(await call("POST", "/account/sessions/anonymous", acting), "user_session_already_exists");
  });

  test("a new team belongs to the user, and its log names the impersonator", async () => {
    const { caller, userId } = await createMember();
    const body = { teamId: fresh("team"), name: "Crew" };
    expect((await call("POST", "/teams", { ...actingAs(actor.caller, { id: userId }), body })).status).toBe(201);
    expect((await call("GET", "/teams", caller)).body).toMatchObject({ total: 1, teams: [{ $id: body.teamId }] });
    expect((await call("GET", "/teams", actor.caller)).body).toEqual({ total: 0, teams: [] });
    const noted = await rows("SELECT DISTINCT actor_id FROM logs WHERE resource = ?", `team/${body.teamId}`);
    expect(noted).toEqual([{ actor_id: actor.userId }]);
  });

  test("an account without a password is given none", async () => {
    const userId = await createUser();
    const acting = actingAs(actor.caller, { id: userId });
    const body = { password: "correct horse battery staple", email: "new@mail.example", phone: "+1555010203" };
    for (const field of ["password", "email", "phone"]) {
      expectRefusal(await call("PATCH", `/account/${field}`, { ...acting, body }), "general_unauthorized_scope");
    }
    expect(await readUser(userId)).toMatchObject({ password: null, email: "", phone: "" });
  });
});

describe("Of the Users API an impersonator", () => {
  const ofUsers = operations.filter(({ path }) => path.startsWith("/users"));
  const isRead = ({ scopes }: Endpoint) => scopes.includes("users.read");
  const cases = (served: boolean) =>
    ofUsers
      .filter((endpoint) => served === (caseOf(endpoint).impersonator === null))
      .map((endpoint) => ({ endpoint, id: endpoint.id }));

  /** The impersonator, as themselves and as another user. */
  const asBoth = async (): Promise<CallOptions[]> => [actor.caller, actingAs(actor.caller, { id: await createUser() })];

  test("may call every read except those that guard accounts", () => {
    expect(ofUsers.filter(isRead).length).toBeGreaterThan(10);
    const guarding = ofUsers.filter(({ guards }) => guards);
    expect(cases(true)).toHaveLength(ofUsers.filter(isRead).length - guarding.length);
  });

  test.each(cases(true))("is served $id, as another too", async ({ endpoint }) => {
    const scene = await prepare(endpoint, fresh());
    for (const caller of await asBoth()) expect((await ask(endpoint, scene, caller)).status).toBe(endpoint.status);
  });

  test.each(cases(false))("is refused $id, as another too", async ({ endpoint }) => {
    const scene = await prepare(endpoint, fresh());
    for (const caller of await asBoth())
      expectRefusal(await ask(endpoint, scene, caller), "general_unauthorized_scope");
  });

  test("sees no hash of a password, which keys see", async () => {
    const userId = await createUser({ password: "correct horse battery staple" });
    const user = await readUser(userId);
    expect(user["password"]).toMatch(/^\$argon2id\$/);
    const query = encodeURIComponent(JSON.stringify({ method: "equal", attribute: "$id", values: [userId] }));
    for (const caller of await asBoth()) {
      expect((await call("GET", `/users/${userId}`, caller)).body).toEqual({
        ...user,
        password: null,
        hashOptions: {},
      });
      const { body } = await call("GET", `/users?queries[]=${query}`, caller);
      expect(body).toEqual({ total: 1, users: [{ ...user, password: null, hashOptions: {} }] });
    }
  });
});

describe("Outside the Users API an impersonator who acts as another", () => {
  const others = operations.filter((endpoint) => !isForUsers(endpoint) && !endpoint.path.startsWith("/users"));

  /** Sends a request as the owner of a team, or as its invitee. */
  async function askAsAnother(endpoint: Endpoint) {
    const userId = await createUser(newUser(fresh()));
    const scene = await prepare(endpoint, fresh(), userId);
    return ask(endpoint, scene, actingAs(actor.caller, { id: userId }));
  }

  test.each(others.map((endpoint) => ({ endpoint, id: endpoint.id, refusal: caseOf(endpoint).impersonator })))(
    "is served $id or refused, as its case says",
    async ({ endpoint, refusal }) => {
      const answer = await askAsAnother(endpoint);
      if (refusal === null) expect(answer.status).toBe(endpoint.status);
      else expectRefusal(answer, refusal);
    },
  );
});
