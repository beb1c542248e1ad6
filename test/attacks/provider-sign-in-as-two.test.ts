/**
 * The attacker controls the victim's account at GitHub. A provider sign-in counts as two factors, as upstream has it; a
 * project whose providers require only one factor can count it as one, from the next request on.
 */
import { afterEach, expect, test } from "vitest";
import { bearing, succeed, withJwt } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { fresh } from "../harness/users.ts";
import { answer, ask, challenge, makeCodes } from "../mfa/people.ts";
import { sessionIn, signIn, withGitHub } from "../oauth2-flow/people.ts";
import { resetSettings, setPolicy } from "../policies/policies.ts";

withGitHub();
afterEach(resetSettings);

let ids = 91_000;

/** A user with MFA who has signed in with GitHub. */
async function guarded() {
  const session = bearing(sessionIn(await signIn({ id: ++ids, email: `${fresh("victim")}@psg.fr` })));
  const [code = ""] = await makeCodes(session);
  expect((await ask(session, "PATCH", "", { mfa: true })).status).toBe(200);
  return { session, code };
}

test("a provider's sign-in is two factors", async () => {
  const { session } = await guarded();
  const { body } = await succeed(call("GET", "/account/sessions/current", session), 200);
  expect(body["factors"]).toEqual(["email", "oauth2"]);
});

test("the policy counts it as one factor, also in existing sessions, until another factor is given", async () => {
  const { code, session } = await guarded();
  const jwt = withJwt(String((await call("POST", "/account/jwts", { ...session, body: {} })).body["jwt"]));
  await setPolicy("mfa-factors", { oauth2: false });
  expectRefusal(await call("GET", "/account", session), "user_more_factors_required");
  expectRefusal(await call("POST", "/account/jwts", { ...session, body: {} }), "user_more_factors_required");
  // A JWT keeps the factors that its session had when it was made, for an hour at most.
  expect((await call("GET", "/account", jwt)).status).toBe(200);
  expect((await answer(session, await challenge(session, "recoveryCode"), code)).status).toBe(200);
  expect((await call("GET", "/account", session)).status).toBe(200);
});

test("with it, a user who has only a provider cannot lock themselves out by turning MFA on", async () => {
  await setPolicy("mfa-factors", { oauth2: false });
  const session = bearing(sessionIn(await signIn({ id: ++ids, email: `${fresh("alone")}@psg.fr` })));
  expectRefusal(await ask(session, "PATCH", "", { mfa: true }), "user_more_factors_required");
  expect((await call("GET", "/account", session)).body["mfa"]).toBe(false);
});

test("does not affect a user without MFA", async () => {
  await setPolicy("mfa-factors", { oauth2: false });
  const session = bearing(sessionIn(await signIn({ id: ++ids, email: `${fresh("one")}@psg.fr` })));
  expect((await call("GET", "/account", session)).status).toBe(200);
});
