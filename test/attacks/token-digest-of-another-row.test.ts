/**
 * The attacker can write to the database, or can have a row changed, and knows the secret of a token of their own. A digest
 * includes the token's type: changed to another type, the token matches nothing.
 */
import { expect, test } from "vitest";
import { asGuest } from "../account/holders.ts";
import { rows } from "../harness/database.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { makeToken } from "../harness/tokens.ts";
import { createUser, fresh } from "../harness/users.ts";

const seqOf = "(SELECT seq FROM users WHERE id = ?)";

test("a token that is turned into another type sets no password", async () => {
  const userId = await createUser({ email: `${fresh("typed")}@mail.example` });
  const secret = await makeToken(userId, "verification");
  await rows(`UPDATE tokens SET type = 'recovery' WHERE user_seq = ${seqOf}`, userId);
  const body = { userId, secret, password: "the attacker's own" };
  expectRefusal(await asGuest("PUT", "/recovery", body), "user_invalid_token");
  await rows(`UPDATE tokens SET type = 'verification' WHERE user_seq = ${seqOf}`, userId);
  expect((await asGuest("PUT", "/verifications/email", { userId, secret })).status).toBe(200);
});
