/**
 * The attacker could read the victim's mailbox for a while, and requested a link or a code before an account had the
 * address. The victim has an account by now, and secures it.
 */
import { describe, expect, test } from "vitest";
import { newPhone } from "../account/holders.ts";
import { codeTo, secretTo } from "../account/messages.ts";
import { guest, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { settled } from "../harness/sessions.ts";
import { createUser, fresh } from "../harness/users.ts";

interface Victim {
  readonly userId: string;
  readonly email: string;
  readonly phone: string;
}

/** Requests a message as the attacker. @returns the secret that they redeem later */
type Ask = (victim: Victim) => Promise<{ readonly userId: string; readonly secret: string }>;

const post = (path: string, body: object) => call("POST", `/account${path}`, { ...guest(), fetch: settled, body });

const kinds: readonly { readonly what: string; readonly ask: Ask }[] = [
  {
    what: "a link",
    async ask({ email }) {
      await succeed(post("/tokens/magic-url", { userId: fresh(), email, url: "http://localhost/" }), 201);
      return secretTo(email);
    },
  },
  {
    what: "a code by email",
    async ask({ email }) {
      const userId = fresh();
      await succeed(post("/tokens/email", { userId, email }), 201);
      return { userId, secret: await codeTo(email) };
    },
  },
  {
    what: "a code by phone",
    async ask({ phone }) {
      const userId = fresh();
      await succeed(post("/tokens/phone", { userId, phone }), 201);
      return { userId, secret: await codeTo(phone) };
    },
  },
];

const setPassword = ({ userId }: Victim) =>
  succeed(call("PATCH", `/users/${userId}/password`, { body: { password: "a new password, and a long one" } }), 200);

async function blockAndUnblock({ userId }: Victim) {
  for (const status of [false, true])
    await succeed(call("PATCH", `/users/${userId}/status`, { body: { status } }), 200);
}

describe.each(kinds)("$what from before the account", ({ ask }) => {
  const begin = async () => {
    const victim = { userId: fresh(), email: `${fresh("victim")}@mail.example`, phone: newPhone() };
    const asked = await ask(victim);
    await createUser({ ...victim, password: "correct horse battery staple" });
    return { asked, victim };
  };

  test.each([
    ["a new password", setPassword],
    ["a block that was lifted", blockAndUnblock],
    ["the account is deleted", ({ userId }: Victim) => succeed(call("DELETE", `/users/${userId}`), 204)],
  ])("opens nothing after %s", async (_, happen) => {
    const { asked, victim } = await begin();
    await happen(victim);
    expectRefusal(await post("/sessions/token", asked), "user_invalid_token");
    expect(await rows("SELECT seq FROM tokens WHERE asked_id = ?", asked.userId)).toEqual([]);
  });

  test("signs in to the account until then, and survives the end of other accounts' sessions", async () => {
    const { asked, victim } = await begin();
    const other = { userId: fresh(), email: `${fresh("other")}@mail.example`, phone: newPhone() };
    await createUser(other);
    await setPassword(other);
    const { body } = await succeed(post("/sessions/token", asked), 201);
    expect(body["userId"]).toBe(victim.userId);
  });
});
