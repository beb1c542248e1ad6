/** The effects of the policy user-limit (docs/spec/project.md#policy-effects). */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createPerson, createToken, guest, signIn, succeed } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh } from "../harness/users.ts";
import { resetSettings, setPolicy } from "./policies.ts";

const deleteUser = (userId: unknown) => succeed(call("DELETE", `/users/${String(userId)}`), 204);

beforeEach(async () => {
  for (const { id } of await rows("SELECT id FROM users")) await deleteUser(id);
});
afterEach(resetSettings);

/** Signs up with an email. */
const signUp = (caller: CallOptions = guest()) => {
  const body = { userId: fresh(), email: `${fresh()}@mail.example`, password: "correct horse battery staple" };
  return call("POST", "/account", { ...caller, body });
};
/** Signs up without a name. */
const enter = () => call("POST", "/account/sessions/anonymous", guest());

/** The rows in the database, among which a refused sign-up must leave none. */
const counts = async () =>
  (
    await rows(`SELECT (SELECT count(*) FROM users) AS users, (SELECT users FROM user_totals) AS total,
      (SELECT count(*) FROM sessions) AS sessions, (SELECT count(*) FROM targets) AS targets,
      (SELECT count(DISTINCT owner) FROM search_words WHERE kind = 'user') AS found`)
  )[0];

const refusal = "The project has reached its limit of users.";

describe("a limit of 3", () => {
  test.each([
    ["POST /account", signUp],
    ["POST /account/sessions/anonymous", enter],
  ])("refuses the fourth user of %s; raised to 4, it takes them", async (_route, join) => {
    await setPolicy("user-limit", { total: 3 });
    for (const _user of [1, 2, 3]) await succeed(join(), 201);
    const before = await counts();
    expectRefusal(await join(), "user_count_exceeded", refusal);
    expect(await counts()).toEqual(before);
    await setPolicy("user-limit", { total: 4 });
    await succeed(join(), 201);
    expectRefusal(await join(), "user_count_exceeded", refusal);
  });

  test.each([null, 0])("is lifted by %j", async (total) => {
    await setPolicy("user-limit", { total: 3 });
    for (const _user of [1, 2, 3]) await createUser();
    expectRefusal(await enter(), "user_count_exceeded", refusal);
    await setPolicy("user-limit", { total });
    await succeed(enter(), 201);
    await succeed(signUp(), 201);
  });

  test("counts users that the server made, and blocked ones, and not deleted ones", async () => {
    await setPolicy("user-limit", { total: 3 });
    const gone = await createUser();
    const blocked = await createUser();
    await createUser();
    await succeed(call("PATCH", `/users/${blocked}/status`, { body: { status: false } }), 200);
    expectRefusal(await signUp(), "user_count_exceeded", refusal);
    await deleteUser(gone);
    await succeed(signUp(), 201);
    expectRefusal(await signUp(), "user_count_exceeded", refusal);
  });
});

describe("callers without the limit", () => {
  beforeEach(async () => {
    await setPolicy("user-limit", { total: 1 });
    await createUser();
  });

  test("keys, whichever way they add users", async () => {
    await succeed(call("POST", "/users", { body: { userId: fresh() } }), 201);
    const md5 = { userId: fresh(), email: `${fresh()}@mail.example`, password: "5f4dcc3b5aa765d61d8327deb882cf99" };
    await succeed(call("POST", "/users/md5", { body: md5 }), 201);
    await succeed(signUp({}), 201);
    await succeed(call("POST", "/account/sessions/anonymous"), 201);
    expect(await counts()).toMatchObject({ users: 5, total: 5 });
  });

  test("existing users, who sign in", async () => {
    const person = await createPerson();
    await signIn(person);
    const body = { userId: person.userId, secret: await createToken(person.userId) };
    await succeed(call("POST", "/account/sessions/token", { ...guest(), body }), 201);
  });
});

describe("of 20 simultaneous guests", () => {
  test.each([
    ["POST /account/sessions/anonymous", enter],
    ["POST /account", signUp],
  ])("%s creates exactly as many users as the limit", async (_route, join) => {
    await setPolicy("user-limit", { total: 7 });
    for (const _user of [1, 2]) await createUser();
    const answers = await Promise.all(Array.from({ length: 20 }, join));
    const taken = answers.filter(({ status }) => status === 201);
    for (const answer of answers) if (!taken.includes(answer)) expectRefusal(answer, "user_count_exceeded", refusal);
    expect(taken.length).toBe(5);
    expect(await counts()).toMatchObject({ users: 7, total: 7, found: 7 });
  });

  test("all get in without a limit", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, enter));
    expect(answers.filter(({ status }) => status === 201).length).toBe(20);
    expect(await counts()).toMatchObject({ users: 20, total: 20, sessions: 20 });
  });
});
