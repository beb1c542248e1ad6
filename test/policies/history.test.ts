/** The effects of the policy password-history (docs/spec/project.md#policy-effects). */
import { createHash } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { bearing, guest, signIn, succeed } from "../harness/account.ts";
import { type Answer, call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { preparedOf, serve } from "../harness/recorder.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh } from "../harness/users.ts";
import { resetSettings, setPolicy } from "./policies.ts";

afterEach(resetSettings);

const [first, second, third, fourth] = ["the first one", "the second one", "the third one", "the fourth one"] as const;

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

interface Owner {
  readonly userId: string;
  /** Requests a new password. */
  readonly change: (password: string) => Promise<Answer>;
}

/** A user with the first password, whose next passwords a server sets. */
async function byServer(): Promise<Owner> {
  const userId = await createUser({ password: first });
  return { userId, change: (password) => call("PATCH", `/users/${userId}/password`, { body: { password } }) };
}

/** A user who signed up with the first password, and changes it. */
async function bySelf(): Promise<Owner> {
  const [userId, email] = [fresh(), `${fresh()}@mail.example`];
  await succeed(call("POST", "/account", { ...guest(), body: { userId, email, password: first } }), 201);
  const { secret } = await signIn({ userId, email, password: first });
  let oldPassword: string = first;
  return {
    userId,
    async change(password) {
      const answer = await call("PATCH", "/account/password", { ...bearing(secret), body: { password, oldPassword } });
      if (answer.status === 200) oldPassword = password;
      return answer;
    },
  };
}

const owners = [
  ["PATCH /users/{userId}/password", byServer],
  ["PATCH /account/password", bySelf],
] as const;

async function take({ change }: Owner, ...passwords: readonly string[]): Promise<void> {
  for (const password of passwords) expect((await change(password)).status).toBe(200);
}

async function refuse({ change }: Owner, ...passwords: readonly string[]): Promise<void> {
  for (const password of passwords) expectRefusal(await change(password), "password_recently_used");
}

/** The number of remembered hashes of a user. */
async function remembered({ userId }: Owner): Promise<unknown> {
  const [row] = await rows("SELECT json_array_length(password_history) AS n FROM users WHERE id = ?", userId);
  return row?.["n"];
}

describe.each(owners)("%s", (_route, begin) => {
  test("refuses each of the last three, and accepts the fourth, for a total of 3", async () => {
    await setPolicy("password-history", { total: 3 });
    const owner = await begin();
    await take(owner, second, third);
    await refuse(owner, first, second, third);
    await take(owner, fourth);
    await refuse(owner, second, third, fourth);
    await take(owner, first);
  });

  test("refuses only the current one for a total of 1", async () => {
    await setPolicy("password-history", { total: 1 });
    const owner = await begin();
    await refuse(owner, first);
    await take(owner, second, first);
  });

  test("neither refuses nor remembers while the policy is off", async () => {
    const owner = await begin();
    await take(owner, first, second, first, first);
    expect(await remembered(owner)).toBe(0);
  });

  test("refuses, once the policy is on, the current one and not those from before", async () => {
    const owner = await begin();
    await take(owner, second);
    await setPolicy("password-history", { total: 3 });
    await refuse(owner, second);
    await take(owner, first);
    await refuse(owner, second, first);
  });

  test("forgets passwords beyond a lower total with the next change", async () => {
    await setPolicy("password-history", { total: 4 });
    const owner = await begin();
    await take(owner, second, third);
    await setPolicy("password-history", { total: 2 });
    await refuse(owner, second, third);
    await take(owner, first);
    expect(await remembered(owner)).toBe(2);
    await setPolicy("password-history", { total: 4 });
    await refuse(owner, first, third);
    await take(owner, second);
  });

  test("forgets all with the next change once null has switched the policy off", async () => {
    await setPolicy("password-history", { total: 4 });
    const owner = await begin();
    await take(owner, second);
    await setPolicy("password-history", { total: null });
    await take(owner, first);
    expect(await remembered(owner)).toBe(0);
  });

  test("does not remember a password that was refused", async () => {
    await setPolicy("password-history", { total: 3 });
    const owner = await begin();
    await setPolicy("password-dictionary", { enabled: true });
    expectRefusal(await owner.change("football"), "general_argument_invalid");
    await setPolicy("password-dictionary", { enabled: false });
    expect(await remembered(owner)).toBe(1);
    await take(owner, "football");
  });
});

describe.each(owners)("the password of a sign-up, before %s,", (_route, begin) => {
  const clear = ({ userId }: Owner) =>
    succeed(call("PATCH", `/users/${userId}/password`, { body: { password: "" } }), 200);
  const give = (password: string, { userId }: Owner) =>
    call("PATCH", `/users/${userId}/password`, { body: { password } });

  test("is remembered with the policy on, also when the user is without one in between", async () => {
    await setPolicy("password-history", { total: 2 });
    const owner = await begin();
    expect(await remembered(owner)).toBe(1);
    await clear(owner);
    expectRefusal(await give(first, owner), "password_recently_used");
    expect((await give(second, owner)).status).toBe(200);
    expectRefusal(await give(first, owner), "password_recently_used");
  });

  test("is not with the policy off", async () => {
    const owner = await begin();
    expect(await remembered(owner)).toBe(0);
    await clear(owner);
    await setPolicy("password-history", { total: 2 });
    expect((await give(first, owner)).status).toBe(200);
  });
});

describe("PATCH /users/{userId}/password", () => {
  /** Answers requests, each of which waits with its reads until all others have read. */
  function together(requests: number) {
    const { promise: haveRead, resolve } = Promise.withResolvers<undefined>();
    let reads = 0;
    return serve(async (statements, send) => {
      const results = await send(preparedOf(statements));
      if (++reads === requests) resolve(undefined);
      await haveRead;
      return results;
    });
  }

  test("of several simultaneous changes remembers each accepted password", async () => {
    await setPolicy("password-history", { total: 5 });
    const owner = await byServer();
    const fetch = together(3);
    const answers = await Promise.all(
      [second, third, fourth].map((password) =>
        call("PATCH", `/users/${owner.userId}/password`, { body: { password }, fetch }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await remembered(owner)).toBe(4);
    await refuse(owner, first, second, third, fourth);
  });

  test("to none remembers the previous one, also from before the policy", async () => {
    const owner = await byServer();
    await setPolicy("password-history", { total: 2 });
    await take(owner, "");
    expect(await remembered(owner)).toBe(1);
    await refuse(owner, first);
    await take(owner, second);
    await refuse(owner, first, second);
  });
});

test("an imported hash is a current password like any other", async () => {
  await setPolicy("password-history", { total: 2 });
  const body = { userId: fresh(), email: `${fresh()}@mail.example`, password: md5(first) };
  const userId = String((await succeed(call("POST", "/users/md5", { body }), 201)).body["$id"]);
  const owner: Owner = {
    userId,
    change: (to) => call("PATCH", `/users/${userId}/password`, { body: { password: to } }),
  };
  await refuse(owner, first);
  await take(owner, second);
  await refuse(owner, first, second);
  await take(owner, third, first);
});

test("a total of 20 counts the current password and nineteen before it", async () => {
  await setPolicy("password-history", { total: 20 });
  const owner = await byServer();
  const hashes = Array.from({ length: 25 }, (_, number) => md5(`old password ${number}`));
  const stored = hashes.map((password) => ({ hash: "md5", password, options: {} }));
  await rows("UPDATE users SET password_history = ? WHERE id = ?", JSON.stringify(stored), owner.userId);
  await refuse(owner, first, "old password 0", "old password 18");
  await take(owner, "old password 19");
  expect(await remembered(owner)).toBe(20);
  await refuse(owner, "old password 19", first, "old password 17");
  await take(owner, "old password 18");
});

test("remembered passwords are never shown", async () => {
  await setPolicy("password-history", { total: 3 });
  const owner = await byServer();
  await take(owner, second);
  const [row] = await rows("SELECT password_history ->> '$[1].password' AS hash FROM users WHERE id = ?", owner.userId);
  const { text } = await call("GET", `/users/${owner.userId}`);
  expect(String(row?.["hash"])).toMatch(/^\$argon2id\$/);
  expect(text).not.toContain(String(row?.["hash"]));
});
