/**
 * The attacker signs up with the id of a deleted user. The app's own data may still refer to that id, and the attacker would
 * get it. Only a key reuses an id.
 */
import { describe, expect, test } from "vitest";
import { asGuest, newPhone } from "../account/holders.ts";
import { codeTo, secretTo } from "../account/messages.ts";
import { bearing, beginSession, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh } from "../harness/users.ts";

const password = "correct horse battery staple";

interface Asked {
  readonly userId: string;
  readonly email: string;
  readonly phone: string;
}

const redeem = (userId: string, secret: string) => asGuest("POST", "/sessions/token", { userId, secret });

/** Ways to propose an id without a key. The answer to a request reveals nothing, so the code or link is redeemed as well. */
const proposals: readonly (readonly [string, (asked: Asked) => ReturnType<typeof asGuest>])[] = [
  ["an account", ({ email, userId }) => asGuest("POST", "", { userId, email, password })],
  [
    "a code by email",
    async ({ email, userId }) => {
      await succeed(asGuest("POST", "/tokens/email", { userId, email }), 201);
      return redeem(userId, await codeTo(email));
    },
  ],
  [
    "a magic link",
    async ({ email, userId }) => {
      await succeed(asGuest("POST", "/tokens/magic-url", { userId, email }), 201);
      return redeem(userId, (await secretTo(email)).secret);
    },
  ],
  [
    "a code by text message",
    async ({ phone, userId }) => {
      await succeed(asGuest("POST", "/tokens/phone", { userId, phone }), 201);
      return redeem(userId, await codeTo(phone));
    },
  ],
];

const asked = (userId: string): Asked => ({ userId, email: `${fresh("next")}@mail.example`, phone: newPhone() });

async function deleted(): Promise<string> {
  const userId = await createUser({ userId: fresh("Gone") });
  expect((await call("DELETE", `/users/${userId}`)).status).toBe(204);
  return userId;
}

describe.each(proposals)("a request for %s", (_, propose) => {
  test("is refused the id of a deleted user, in any case, as one that is taken", async () => {
    const userId = await deleted();
    for (const id of [userId, userId.toUpperCase(), userId.toLowerCase()]) {
      expectRefusal(await propose(asked(id)), "user_already_exists");
    }
    expect(await rows("SELECT 1 FROM users WHERE lower(id) = lower(?)", userId)).toEqual([]);
    expect((await propose(asked(fresh("free")))).status).toBe(201);
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

test("a known address gets the same answer with any proposed id", async () => {
  const userId = await deleted();
  const email = `${fresh("known")}@mail.example`;
  await createUser({ email });
  expect((await asGuest("POST", "/tokens/email", { userId, email })).status).toBe(201);
});
