/**
 * The attacker has the victim's password but not the second factor. Signing the victim out everywhere would hide their next
 * steps, so a session that lacks its factor ends only itself.
 */
import { expect, test } from "vitest";
import { bearing, createPerson, signIn } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { answer, challenge, makeCodes } from "../mfa/people.ts";

test("a session that lacks its factor ends none of the victim's", async () => {
  const person = await createPerson();
  await call("PATCH", `/users/${person.userId}/verification`, { body: { emailVerification: true } });
  const victim = await signIn(person);
  const [code = ""] = await makeCodes(bearing(victim.secret));
  const own = bearing(victim.secret);
  expect((await answer(own, await challenge(own, "recoveryCode"), code)).status).toBe(200);
  await call("PATCH", `/users/${person.userId}/mfa`, { body: { mfa: true } });
  const attacker = bearing((await signIn(person)).secret);
  for (const path of [`/account/sessions/${victim.id}`, "/account/sessions", "/account/sessions/unknown"]) {
    expectRefusal(await call("DELETE", path, attacker), "user_more_factors_required");
  }
  expect((await call("GET", "/account", own)).status).toBe(200);
  expect((await call("DELETE", "/account/sessions/current", attacker)).status).toBe(204);
  expect((await call("GET", "/account", own)).status).toBe(200);
});
