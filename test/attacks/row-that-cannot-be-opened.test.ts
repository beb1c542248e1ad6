/**
 * The attacker has corrupted one row, or a secret was lost with SECRET_KEY. A list with sealed columns shows that row
 * without them, and all other rows as they are: a corrupt row hides no user from support.
 */
import { afterEach, expect, test, vi } from "vitest";
import { bearing } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { makeIdentity } from "../harness/identities.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh } from "../harness/users.ts";
import { answer, challenge, codesOf, makeCodes, someone } from "../mfa/people.ts";
import { account, sessionIn, signIn, withGitHub } from "../oauth2-flow/people.ts";

withGitHub();
afterEach(() => {
  vi.restoreAllMocks();
});

test("a list of identities shows the row with empty fields, and logs which", async () => {
  const userId = await createUser();
  await makeIdentity(userId, { id: "whole", accessToken: "gho_whole", refreshToken: "ghr_whole" });
  await makeIdentity(userId, { id: "spoilt", accessToken: "gho_spoilt", refreshToken: "ghr_spoilt" });
  await makeIdentity(userId, { id: "half", accessToken: "gho_half", refreshToken: "ghr_half" });
  await rows("UPDATE identities SET provider_access_token = 'nonsense' WHERE id = 'spoilt'");
  await rows("UPDATE identities SET provider_refresh_token = 'nonsense' WHERE id = 'half'");
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { body, status } = await call("GET", "/users/identities");
  expect(status).toBe(200);
  const shown = (access: string, refresh: string) => ({ providerAccessToken: access, providerRefreshToken: refresh });
  expect(body).toMatchObject({
    total: 3,
    identities: [
      { $id: "whole", ...shown("gho_whole", "ghr_whole") },
      { $id: "spoilt", ...shown("", ""), providerAccessTokenExpiry: "" },
      { $id: "half", ...shown("gho_half", "") },
    ],
  });
  const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)));
  expect(lines).toEqual([
    { level: "error", sealed: "identities.provider_access_token/spoilt", error: expect.any(String) },
    { level: "error", sealed: "identities.provider_refresh_token/half", error: expect.any(String) },
  ]);
});

test("a list of sessions shows the session with empty fields, to its user and to a key", async () => {
  const session = sessionIn(await signIn({ id: 92_001, email: `${fresh("spoilt")}@psg.fr` }));
  const userId = String((await account(session))["$id"]);
  await rows("UPDATE sessions SET provider_access_token = 'nonsense' WHERE provider = 'github'");
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const empty = { provider: "github", providerAccessToken: "" };
  expect((await call("GET", "/account/sessions", bearing(session))).body).toMatchObject({
    total: 1,
    sessions: [empty],
  });
  expect((await call("GET", `/users/${userId}/sessions`)).body).toMatchObject({ total: 1, sessions: [empty] });
  expect((await call("GET", "/account/sessions/current", bearing(session))).body).toMatchObject(empty);
});

test("recovery codes are listed without the one that is lost, and the others stay valid", async () => {
  const { caller, userId } = await someone();
  const codes = await makeCodes(caller);
  await rows(
    "UPDATE recovery_codes SET code = 'nonsense' WHERE seq = (SELECT min(r.seq) FROM recovery_codes AS r JOIN users AS u ON u.seq = r.user_seq WHERE u.id = ?)",
    userId,
  );
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  expect(codesOf(await call("GET", `/users/${userId}/mfa/recovery-codes`))).toEqual(codes.slice(1));
  expectRefusal(await answer(caller, await challenge(caller, "recoveryCode"), codes[0] ?? ""), "user_invalid_token");
  expect((await answer(caller, await challenge(caller, "recoveryCode"), codes[1] ?? "")).status).toBe(200);
});
