/**
 * The attacker has added the victim's email to their own account. They try to end every link that the victim requests, and
 * to read the victim's location in their log.
 */
import { expect, test } from "vitest";
import { asGuest, type Holder, password, signUp, signUpWithPhone, url } from "../account/holders.ts";
import { secretTo } from "../account/messages.ts";
import { succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { fresh } from "../harness/users.ts";

const change = ({ session }: Holder, path: string, body: object) =>
  succeed(call("PATCH", `/account/${path}`, { ...session, body }), 200);

const changes: readonly (readonly [what: string, act: (attacker: Holder) => Promise<unknown>])[] = [
  [
    "takes another email and then the victim's again",
    async (attacker) => {
      await change(attacker, "email", { email: `${fresh("away")}@psg.fr`, password });
      await change(attacker, "email", { email: attacker.email, password });
    },
  ],
  [
    "sets another password",
    (attacker) => change(attacker, "password", { password: "another long password", oldPassword: password }),
  ],
];

test.each(
  changes.flatMap(([what, act]) => [
    { what, act, begin: signUp },
    { what: `${what}, with a phone of their own`, act, begin: signUpWithPhone },
  ]),
)("the link signs the victim in after the attacker $what", async ({ act, begin }) => {
  const attacker = await begin();
  const { email } = attacker;
  await succeed(asGuest("POST", "/tokens/magic-url", { userId: fresh(), email, url }), 201);
  await act(attacker);
  const { body } = await succeed(asGuest("PUT", "/sessions/magic-url", await secretTo(email)), 201);
  expect(body).toMatchObject({ provider: "magic-url" });
});

test("the attacker's log does not tell that the victim has asked", async () => {
  const attacker = await signUp();
  const count = async () => (await call("GET", "/account/logs", attacker.session)).body["total"];
  const before = await count();
  await succeed(asGuest("POST", "/tokens/email", { userId: fresh(), email: attacker.email }), 201);
  expect(await count()).toBe(before);
});
