/**
 * A server passes on a session id from a client. A session that is another user's, or has ended, must not result in a JWT
 * without a session, which would outlive every sign-out.
 */
import { expect, test } from "vitest";
import { beginSession, createJwt, withJwt } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { createUser } from "../harness/users.ts";

test("no JWT is made for a session that is foreign, unknown or ended", async () => {
  const [userId, other] = [await createUser(), await createUser()];
  const { id } = await beginSession(userId);
  const foreign = await beginSession(other);
  await call("DELETE", `/users/${userId}/sessions/${id}`);
  for (const sessionId of [foreign.id, "unknown", id]) {
    const answer = await call("POST", `/users/${userId}/jwts`, { body: { sessionId } });
    expectRefusal(answer, "user_session_not_found");
  }
});

test("a JWT without a session has to be requested explicitly", async () => {
  const userId = await createUser();
  const { id } = await beginSession(userId);
  const jwt = withJwt(await createJwt(userId, "none"));
  await call("DELETE", `/users/${userId}/sessions/${id}`);
  expect((await call("GET", "/account", jwt)).status).toBe(200);
});
