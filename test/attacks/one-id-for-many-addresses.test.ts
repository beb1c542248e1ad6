/**
 * The attacker requests codes for many victims' addresses and proposes one id for all of them: each guess with that id would
 * be compared with every victim's code.
 */
import { expect, test } from "vitest";
import { codeTo } from "../account/messages.ts";
import { newPhone } from "../account/holders.ts";
import { guest, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { settled } from "../harness/sessions.ts";
import { createUser, fresh } from "../harness/users.ts";

const post = (path: string, body: object) => call("POST", `/account${path}`, { ...guest(), fetch: settled, body });

const redeem = (userId: string, secret: string) => post("/sessions/token", { userId, secret });

const waiting = (id: string) => rows("SELECT type, address FROM tokens WHERE asked_id = ? ORDER BY seq", id);

test.each([true, false])("an id has one code at a time; the victims have accounts: %s", async (haveAccounts) => {
  const id = fresh("proposed");
  const victims = Array.from({ length: 4 }, () => ({ userId: fresh(), email: `${fresh("victim")}@mail.example` }));
  for (const victim of victims) {
    if (haveAccounts) await createUser(victim);
    await succeed(post("/tokens/email", { userId: id, email: victim.email }), 201);
  }
  const [first, last] = [victims[0]?.email ?? "", victims[3]?.email ?? ""];
  expect(await waiting(id)).toEqual([{ type: "email", address: last }]);
  const code = await codeTo(first);
  if (code !== (await codeTo(last))) expectRefusal(await redeem(id, code), "user_invalid_token");
  await succeed(redeem(id, await codeTo(last)), 201);
});

test("a code by phone and a code by email coexist, and links stay", async () => {
  const id = fresh("proposed");
  const [email, phone] = [`${fresh("mail")}@mail.example`, newPhone()];
  await succeed(post("/tokens/magic-url", { userId: id, email, url: "http://localhost/" }), 201);
  await succeed(post("/tokens/phone", { userId: id, phone }), 201);
  await succeed(post("/tokens/email", { userId: id, email }), 201);
  expect((await waiting(id)).map(({ type }) => type)).toEqual(["magic-url", "phone", "email"]);
});
