/** Impersonation: its callers, users and end (docs/spec/users.md#impersonation, docs/spec/access.md#impersonation). */
import { beforeAll, describe, expect, test } from "vitest";
import { bearing, createJwt, guest, succeed, toAccount, withJwt } from "../harness/account.ts";
import { meetChallenge } from "../harness/cases/needs.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { actingAs, createImpersonator, createMember, type Member, setImpersonator } from "../harness/impersonators.ts";
import { preparedOf, serve } from "../harness/recorder.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh, readUser } from "../harness/users.ts";

let actor: Member;
let target: { readonly id: string; readonly email: string; readonly phone: string };

beforeAll(async () => {
  actor = await createImpersonator({ name: "Actor" });
  target = { id: fresh("Target"), email: `${fresh()}@mail.example`, phone: "+1555010200" };
  await createUser({ userId: target.id, email: target.email, phone: target.phone, name: "Target" });
});

const getAccount = (options: CallOptions, query = "") => call("GET", `/account${query}`, options);

/** Asserts whose account the caller uses. @param impersonator the acting user; null: no impersonation */
async function expectAccount(options: CallOptions, userId: string, impersonator: string | null, query = "") {
  const { body } = await succeed(getAccount(options, query), 200);
  expect(body).toEqual({ ...toAccount(await readUser(userId)), impersonatorUserId: impersonator });
}

describe("An impersonator acts as the named user", () => {
  test.each(["id", "email", "phone"] as const)("by %s in a header", async (kind) => {
    await expectAccount(actingAs(actor.caller, { [kind]: target[kind] }), target.id, actor.userId);
  });

  test.each([
    ["impersonateUserId", "id"],
    ["impersonateEmail", "email"],
    ["impersonatePhone", "phone"],
    ["impersonateuserid", "id"],
    ["impersonateemail", "email"],
    ["impersonatephone", "phone"],
  ] as const)("by the parameter %s, from an app on this machine too", async (name, kind) => {
    const app = { ...actor.caller, headers: { ...actor.caller.headers, origin: "http://localhost" } };
    await expectAccount(app, target.id, actor.userId, `?${name}=${encodeURIComponent(target[kind])}`);
  });

  test("by an email in any case", async () => {
    await expectAccount(actingAs(actor.caller, { email: target.email.toUpperCase() }), target.id, actor.userId);
  });

  test("by a phone, for a user with no other contact", async () => {
    const userId = await createUser({ phone: "+1555010201" });
    await expectAccount(actingAs(actor.caller, { phone: "+1555010201" }), userId, actor.userId);
  });

  test("with a JWT, bound to a session or not", async () => {
    for (const session of [actor.session.id, "none"]) {
      const caller = withJwt(await createJwt(actor.userId, session));
      await expectAccount(actingAs(caller, { id: target.id }), target.id, actor.userId);
    }
  });

  test("in requests with a body too, and after a change", async () => {
    const { id } = target;
    const { caller } = actor;
    const body = { prefs: { impersonateUserId: "nobody" } };
    const answer = await succeed(call("PATCH", `/account/prefs?impersonateUserId=${id}`, { ...caller, body }), 200);
    expect(answer.body).toEqual({ ...toAccount(await readUser(id)), impersonatorUserId: actor.userId });
    expect((await readUser(id))["prefs"]).toEqual(body.prefs);
    expect((await readUser(actor.userId))["prefs"]).toEqual({});
  });

  test("by the header, where the parameter names another", async () => {
    const other = await createUser();
    await expectAccount(actingAs(actor.caller, { id: other }), other, actor.userId, `?impersonateUserId=${target.id}`);
  });

  test("by the id, where email and phone name another", async () => {
    const other = await createUser();
    await expectAccount(actingAs(actor.caller, { ...target, id: other }), other, actor.userId);
  });

  test("also where the other is an impersonator", async () => {
    const other = await createImpersonator();
    await expectAccount(actingAs(actor.caller, { id: other.userId }), other.userId, actor.userId);
  });
});

describe("An impersonator acts as themselves", () => {
  test("where they name no user, and the field is there", async () => {
    await expectAccount(actor.caller, actor.userId, null);
  });

  test.each([
    ["the id is unknown", { id: "nobody" }],
    ["the email is unknown", { email: "nobody@mail.example" }],
    ["the phone is unknown", { phone: "+1555010299" }],
    ["the name is what no name can be", { id: `' OR 1 --"%\\` }],
  ])("where %s", async (_, by) => {
    await expectAccount(actingAs(actor.caller, by), actor.userId, null);
  });

  test("where the id is unknown, though the email belongs to a user", async () => {
    await expectAccount(actingAs(actor.caller, { ...target, id: "nobody" }), actor.userId, null);
  });

  test("where the id differs by case", async () => {
    await expectAccount(actingAs(actor.caller, { id: target.id.toLowerCase() }), actor.userId, null);
  });

  test("where the other has been deleted", async () => {
    const { userId } = await createMember();
    await succeed(call("DELETE", `/users/${userId}`), 204);
    await expectAccount(actingAs(actor.caller, { id: userId }), actor.userId, null);
  });

  test.each(["=%00", "=%ff", "=%ED%A0%80", "[]=Target", "[id]=Target", `=${"x".repeat(8_000)}`, "=%F0%9F%8F%B3"])(
    "where the parameter is impersonateUserId%s",
    async (hostile) => {
      const query = ["UserId", "Email", "Phone"].map((kind) => `impersonate${kind}${hostile}`);
      await expectAccount(actor.caller, actor.userId, null, `?${query.join("&")}`);
    },
  );

  test("where only the body names a user", async () => {
    const body = { name: "Actor", impersonateUserId: target.id };
    const answer = await succeed(call("PATCH", "/account/name", { ...actor.caller, body }), 200);
    expect(answer.body).toMatchObject({ $id: actor.userId, impersonatorUserId: null });
  });

  test("until a factor that they lack themselves is given", async () => {
    const { caller, session, userId } = await createImpersonator({ email: `${fresh()}@mail.example` });
    await rows("UPDATE users SET mfa = 1, email_verification = 1 WHERE id = ?", userId);
    const acting = actingAs(caller, { id: target.id });
    expectRefusal(await getAccount(acting), "user_more_factors_required");
    expect((await succeed(call("GET", "/account/mfa/factors", acting), 200)).body).toMatchObject({ email: true });
    await meetChallenge(session.id);
    await expectAccount(acting, target.id, userId);
  });
});

describe("A user who is no impersonator", () => {
  test("acts as themselves, whichever user they name and however", async () => {
    const { caller, userId } = await createMember();
    for (const kind of ["id", "email", "phone"] as const) {
      await expectAccount(actingAs(caller, { [kind]: target[kind] }), userId, null);
    }
    await expectAccount(caller, userId, null, `?impersonateUserId=${target.id}`);
    await expectAccount(actingAs(withJwt(await createJwt(userId)), target), userId, null);
  });

  test("lists no users", async () => {
    const { caller } = await createMember();
    expectRefusal(await call("GET", "/users", actingAs(caller, target)), "general_unauthorized_scope");
  });

  test("is refused with an impersonator's JWT beside their own session", async () => {
    const { session } = await createMember();
    const headers = { "x-appwrite-session": session.secret, "x-appwrite-jwt": await createJwt(actor.userId) };
    expectRefusal(await getAccount(actingAs(guest(headers), target)), "user_jwt_and_cookie_set");
  });

  test("and a guest stays one", async () => {
    expectRefusal(await getAccount(actingAs(guest(), target)), "general_unauthorized_scope");
    expectRefusal(await getAccount(actingAs(bearing("nonsense"), target)), "general_unauthorized_scope");
  });

  test("and a key stays a key, also beside an impersonator's session", async () => {
    const headers = { "x-appwrite-session": actor.session.secret };
    const answer = await call("GET", `/users/${target.id}`, actingAs({ headers }, target));
    expect(answer.body).toEqual(await readUser(target.id));
    expectRefusal(await getAccount(actingAs({ headers }, target)), "general_unauthorized_scope");
  });
});

describe("Impersonation ends with the next request", () => {
  test("when the flag is taken away, by session and by JWT", async () => {
    const { caller, session, userId } = await createImpersonator();
    const byJwt = withJwt(await createJwt(userId, session.id));
    await expectAccount(actingAs(caller, target), target.id, userId);
    await setImpersonator(userId, false);
    for (const each of [caller, byJwt]) {
      await expectAccount(actingAs(each, target), userId, null);
      expectRefusal(await call("GET", "/users", each), "general_unauthorized_scope");
    }
  });

  test("when the impersonator is blocked, who is told so", async () => {
    const { caller, session, userId } = await createImpersonator();
    const byJwt = withJwt(await createJwt(userId, session.id));
    await succeed(call("PATCH", `/users/${userId}/status`, { body: { status: false } }), 200);
    for (const each of [caller, byJwt]) expectRefusal(await getAccount(actingAs(each, target)), "user_blocked");
  });

  test("when the impersonator's session is deleted", async () => {
    const { caller, userId } = await createImpersonator();
    await succeed(call("DELETE", `/users/${userId}/sessions`), 204);
    expectRefusal(await getAccount(actingAs(caller, target)), "general_unauthorized_scope");
  });

  test.each<[what: string, sql: string]>([
    ["the flag is taken away", "UPDATE users SET impersonator = 0 WHERE id = ?"],
    ["the impersonator is blocked", "UPDATE users SET status = 0 WHERE id = ?"],
    ["their session ends", "DELETE FROM sessions WHERE user_seq = (SELECT seq FROM users WHERE id = ?)"],
  ])("and changes nothing where %s between the two batches of a change", async (_, sql) => {
    const { caller, userId } = await createImpersonator();
    let trips = 0;
    const fetch = serve(async (statements, send) => {
      if (trips++ === 1) await rows(sql, userId);
      return send(preparedOf(statements));
    });
    const body = { name: "Too late" };
    const answer = await call("PATCH", "/account/name", { ...actingAs(caller, target), body, fetch });
    expectRefusal(answer, "general_unauthorized_scope");
    expect((await readUser(target.id))["name"]).toBe("Target");
  });
});

describe("The impersonated user's state counts", () => {
  test("A blocked one is refused, and the impersonator's cookies stay", async () => {
    const userId = await createUser({ phone: "+1555010202" });
    await succeed(call("PATCH", `/users/${userId}/status`, { body: { status: false } }), 200);
    const { headers, ...answer } = await getAccount(actingAs(actor.caller, { phone: "+1555010202" }));
    expectRefusal({ ...answer, headers }, "user_blocked");
    expect(headers.getSetCookie()).toEqual([]);
    expect(headers.get("x-fallback-cookies")).toBeNull();
    await expectAccount(actor.caller, actor.userId, null);
  });

  describe("A user with MFA on", () => {
    let careful: string;

    beforeAll(async () => {
      careful = await createUser({ email: `${fresh()}@mail.example` });
      await rows("UPDATE users SET mfa = 1, email_verification = 1 WHERE id = ?", careful);
    });

    test("is refused to a session of one factor, and to a JWT without factors", async () => {
      const byJwt = withJwt(await createJwt(actor.userId, actor.session.id));
      for (const caller of [actor.caller, byJwt]) {
        expectRefusal(await getAccount(actingAs(caller, { id: careful })), "user_more_factors_required");
      }
    });

    test("is an impersonator's who has given two", async () => {
      const { caller, session, userId } = await createImpersonator();
      await meetChallenge(session.id);
      await expectAccount(actingAs(caller, { id: careful }), careful, userId);
    });
  });
});
