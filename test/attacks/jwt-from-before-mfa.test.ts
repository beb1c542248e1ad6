/**
 * The attacker has a JWT of the victim that a server made, which counts as having enough factors. When the victim turns MFA
 * on, it ends, and so do the JWTs of sessions; the session that turned it on stays valid.
 */
import { expect, test } from "vitest";
import { createJwt, withJwt } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { ask, enrol, someone } from "../mfa/people.ts";

const status = async (caller: CallOptions) => (await call("GET", "/account", caller)).status;

test("turning MFA on ends existing JWTs, and keeps the calling session", async () => {
  const { caller, sessionId, userId } = await someone();
  await enrol(caller);
  const jwts = [
    await createJwt(userId, "none"),
    await createJwt(userId, sessionId),
    String((await call("POST", "/account/jwts", { ...caller, body: {} })).body["jwt"]),
  ].map(withJwt);
  for (const jwt of jwts) expect(await status(jwt)).toBe(200);
  expect((await ask(caller, "PATCH", "", { mfa: true })).status).toBe(200);
  for (const jwt of jwts) expectRefusal(await call("GET", "/account", jwt), "general_unauthorized_scope");
  expect(await status(caller)).toBe(200);
  const later = withJwt(await createJwt(userId, "none"));
  expect(await status(later)).toBe(200);
  // MFA is on already, so there is no reason to end JWTs again.
  expect((await ask(caller, "PATCH", "", { mfa: true })).status).toBe(200);
  expect(await status(later)).toBe(200);
});
