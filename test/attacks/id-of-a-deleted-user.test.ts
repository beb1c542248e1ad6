/**
 * The attacker signs up with the id of a user who was deleted. The app's own data may still refer to that id, and would then be
 * theirs. Only a key gives an id out again.
 */
import { describe, expect, test } from "vitest";
import { asGuest, newPhone } from "../account/holders.ts";
import { bearing, beginSession } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh } from "../harness/users.ts";

const password = "correct horse battery staple";

/** Ways to propose an id without a key. */
const proposals: readonly (readonly [string, (userId: string) => ReturnType<typeof asGuest>])[] = [
  ["an account", (userId) => asGuest("POST", "", { userId, email: `${fresh("next")}@mail.example`, password })],
  ["a code by email", (userId) => asGuest("POST", "/tokens/email", { userId, email: `${fresh("next")}@mail.example` })],
  [
    "a magic link",
    (userId) => asGuest("POST", "/tokens/magic-url", { userId, email: `${fresh("next")}@mail.example` }),
  ],
  ["a code by text message", (userId) => asGuest("POST", "/tokens/phone", { userId, phone: newPhone() })],
];

async function deleted(): Promise<string> {
  const userId = await createUser({ userId: fresh("Gone") });
  expect((await call("DELETE", `/users/${userId}`)).status).toBe(204);
  return userId;
}

describe.each(proposals)("whoever asks for %s", (_, propose) => {
  test("is refused the id of a deleted user, in any case, as one that is taken", async () => {
    const userId = await deleted();
    for (const id of [userId, userId.toUpperCase(), userId.toLowerCase()]) {
      expectRefusal(await propose(id), "user_already_exists");
    }
    expect(await rows("SELECT 1 FROM users WHERE lower(id) = lower(?)", userId)).toEqual([]);
    expect((await propose(fresh("free"))).status).toBe(201);
  });
});

test("a user who deletes their own account leaves no id to guests", async () => {
  const userId = await createUser();
  const { secret } = await beginSession(userId);
  await call("DELETE", "/account", bearing(secret));
  const body = { userId, email: `${fresh("next")}@mail.example`, password };
  if ((await call("GET", `/users/${userId}`)).status === 404) {
    expectRefusal(await asGuest("POST", "", body), "user_already_exists");
  } else throw new Error("The account was not deleted.");
});

test("a key gives the id out again, and it is a guest's no more after another deletion", async () => {
  const userId = await deleted();
  await createUser({ userId });
  expect((await call("DELETE", `/users/${userId}`)).status).toBe(204);
  const body = { userId, email: `${fresh("next")}@mail.example`, password };
  expectRefusal(await asGuest("POST", "", body), "user_already_exists");
});

test("an address that somebody has is answered whatever id is proposed", async () => {
  const userId = await deleted();
  const email = `${fresh("known")}@mail.example`;
  await createUser({ email });
  expect((await asGuest("POST", "/tokens/email", { userId, email })).status).toBe(201);
});
