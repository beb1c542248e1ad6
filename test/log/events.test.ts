/**
 * Every change leaves one row in the log, of who did it and from where (docs/spec/users.md#endpoints,
 * docs/spec/keys.md#routes, docs/spec/logs.md#rows, docs/decisions/0017-upstream-differences.md#log).
 */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { endpoints } from "../../src/app.ts";
import { keyScopes } from "../../src/domain/keys/index.ts";
import type { Endpoint } from "../../src/http/endpoint.ts";
import { bearing, beginSession, createToken, guest } from "../harness/account.ts";
import { type Answer, call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { passOn, serve } from "../harness/recorder.ts";
import { ask, newKey, newUser, password, prepare, type Scene, senderOf } from "../harness/requests.ts";
import { createUser, fresh } from "../harness/users.ts";

const logs = () => rows("SELECT * FROM logs ORDER BY seq");

/** What the operation that writes is called in the log; null: it writes nothing. */
const events: Readonly<Record<string, string | null>> = {
  ping: null,
  healthGet: null,
  healthGetVersion: null,
  projectGet: null,
  projectUpdateAuthMethod: "projects.rollcall.auth-methods.invites.update",
  projectListPolicies: null,
  projectGetPolicy: null,
  projectUpdatePasswordDictionaryPolicy: "projects.rollcall.policies.password-dictionary.update",
  projectUpdatePasswordHistoryPolicy: "projects.rollcall.policies.password-history.update",
  projectUpdatePasswordStrengthPolicy: "projects.rollcall.policies.password-strength.update",
  projectUpdatePasswordPersonalDataPolicy: "projects.rollcall.policies.password-personal-data.update",
  projectUpdateSessionAlertPolicy: "projects.rollcall.policies.session-alert.update",
  projectUpdateSessionDurationPolicy: "projects.rollcall.policies.session-duration.update",
  projectUpdateSessionInvalidationPolicy: "projects.rollcall.policies.session-invalidation.update",
  projectUpdateSessionLimitPolicy: "projects.rollcall.policies.session-limit.update",
  projectUpdateUserLimitPolicy: "projects.rollcall.policies.user-limit.update",
  projectUpdateMembershipPrivacyPolicy: "projects.rollcall.policies.membership-privacy.update",
  projectUpdateMFAFactorsPolicy: "projects.rollcall.policies.mfa-factors.update",
  projectListOAuth2Providers: null,
  projectGetOAuth2Provider: null,
  projectUpdateOAuth2Google: "project.oauth2.google.update",
  projectUpdateOAuth2GitHub: "project.oauth2.github.update",
  projectUpdateOAuth2Microsoft: "project.oauth2.microsoft.update",
  projectUpdateOAuth2Apple: "project.oauth2.apple.update",
  projectUpdateOAuth2Oidc: "project.oauth2.oidc.update",
  projectCreateKey: "project.key.create",
  projectCreateEphemeralKey: "project.key.create",
  projectListKeys: null,
  projectGetKey: null,
  projectUpdateKey: "project.key.update",
  projectDeleteKey: "project.key.delete",
  usersCreate: "user.create",
  usersCreateArgon2User: "user.create",
  usersCreateBcryptUser: "user.create",
  usersCreateMD5User: "user.create",
  usersCreatePHPassUser: "user.create",
  usersCreateScryptUser: "user.create",
  usersCreateScryptModifiedUser: "user.create",
  usersCreateSHAUser: "user.create",
  usersList: null,
  usersGet: null,
  usersDelete: "user.delete",
  usersUpdateStatus: "user.update",
  usersUpdateLabels: "user.update",
  usersUpdateName: "user.update",
  usersUpdatePassword: "user.update",
  usersUpdateEmail: "user.update",
  usersUpdatePhone: "user.update",
  usersUpdateEmailVerification: "verification.update",
  usersUpdatePhoneVerification: "verification.update",
  usersGetPrefs: null,
  usersUpdatePrefs: "user.update",
  usersListSessions: null,
  usersCreateSession: "session.create",
  usersDeleteSessions: "session.delete",
  usersDeleteSession: "session.delete",
  usersCreateToken: "tokens.create",
  usersCreateJWT: null,
  usersListTargets: null,
  usersCreateTarget: "target.create",
  usersGetTarget: null,
  usersUpdateTarget: "target.update",
  usersDeleteTarget: "target.delete",
  usersListIdentities: null,
  usersDeleteIdentity: "identity.delete",
  usersUpdateMfa: "user.update",
  usersListMfaFactors: null,
  usersGetMfaRecoveryCodes: null,
  usersCreateMfaRecoveryCodes: "user.update",
  usersUpdateMfaRecoveryCodes: "user.update",
  usersDeleteMfaAuthenticator: "user.update",
  usersGetMfaChallenge: null,
  usersListLogs: null,
  usersUpdateImpersonator: "user.update",
  usersVerifyPassword: null,
  accountCreate: "user.create",
  accountGet: null,
  accountDelete: "user.delete",
  accountListSessions: null,
  accountDeleteSessions: "session.delete",
  accountGetSession: null,
  accountUpdateSession: "session.update",
  accountDeleteSession: "session.delete",
  accountCreateEmailPasswordSession: "session.create",
  // Signs up as well, which comes first.
  accountCreateAnonymousSession: "session.create",
  accountCreateOAuth2Session: null,
  accountCreateOAuth2Token: null,
  accountOAuth2Callback: null,
  accountOAuth2PostedCallback: null,
  accountOAuth2Redirect: "session.create",
  accountOAuth2Success: null,
  accountOAuth2Failure: null,
  accountCreateSession: "session.create",
  accountUpdateMagicURLSession: "session.create",
  accountUpdatePhoneSession: "session.create",
  // They sign up as well.
  accountCreateEmailToken: "session.create",
  accountCreateMagicURLToken: "session.create",
  accountCreatePhoneToken: "session.create",
  accountCreateRecovery: "recovery.create",
  accountUpdateRecovery: "recovery.update",
  accountCreateEmailVerification: "verification.create",
  accountUpdateEmailVerification: "verification.update",
  accountCreatePhoneVerification: "verification.create",
  accountUpdatePhoneVerification: "verification.update",
  accountCreateJWT: null,
  accountUpdateName: "user.update",
  accountUpdateEmail: "user.update",
  accountUpdatePhone: "user.update",
  accountUpdatePassword: "user.update",
  accountGetPrefs: null,
  accountUpdatePrefs: "user.update",
  accountUpdateStatus: "user.update",
  accountUpdateMFA: "user.update",
  accountListMfaFactors: null,
  accountCreateMfaAuthenticator: "user.update",
  accountUpdateMfaAuthenticator: "user.update",
  accountDeleteMfaAuthenticator: "user.update",
  accountCreateMfaRecoveryCodes: "user.update",
  accountGetMfaRecoveryCodes: null,
  accountUpdateMfaRecoveryCodes: "user.update",
  accountCreateMfaChallenge: "challenge.create",
  accountUpdateMfaChallenge: "challenges.update",
  accountListLogs: null,
  accountListIdentities: null,
  accountDeleteIdentity: "identity.delete",
  accountCreatePushTarget: "target.create",
  accountUpdatePushTarget: "target.update",
  accountDeletePushTarget: "target.delete",
  messagingListProviders: null,
  messagingGetProvider: null,
  messagingDeleteProvider: "provider.delete",
  messagingListMessages: null,
  messagingGetMessage: null,
  usersListMemberships: null,
  teamsCreate: "team.create",
  teamsList: null,
  teamsGet: null,
  teamsUpdateName: "team.update",
  teamsDelete: "team.delete",
  teamsGetPrefs: null,
  teamsUpdatePrefs: "team.update",
  teamsCreateMembership: "membership.create",
  teamsListMemberships: null,
  teamsGetMembership: null,
  teamsUpdateMembership: "membership.update",
  teamsUpdateMembershipStatus: "membership.update",
  teamsDeleteMembership: "membership.delete",
  ...Object.fromEntries(
    endpoints
      .map(({ id }) => id)
      .filter((id) => /^messaging(?:Create|Update)/.test(id))
      .map((id) => [id, id.startsWith("messagingCreate") ? "provider.create" : "provider.update"]),
  ),
};

/** The emails of those who sign up with an operation, and have no name. */
const newcomers: Readonly<Record<string, (userId: string) => string>> = {
  accountCreateAnonymousSession: () => "",
  accountCreateEmailToken: (userId) => newUser(userId).email,
  accountCreateMagicURLToken: (userId) => newUser(userId).email,
  accountCreatePhoneToken: () => "",
};

/** What else happens to users with what happens to a team: whoever is invited has no account, who accepts no session. */
const alongside: Readonly<Record<string, string>> = {
  teamsCreateMembership: "user.create",
  teamsUpdateMembershipStatus: "session.create",
};

/** Where a request comes from: what a proxy says counts only with a key. */
const headers = {
  "x-forwarded-for": "203.0.113.9",
  "x-forwarded-user-agent": "Desk/1.0",
  "cf-connecting-ip": "203.0.113.10",
  "user-agent": "Browser/1.0",
};
const origins = {
  key: { ip: "203.0.113.9", user_agent: "Desk/1.0" },
  user: { ip: "203.0.113.10", user_agent: "Browser/1.0" },
};

/** Whether an operation signs in with a token. */
const redeems = ({ beginsSession, input }: Endpoint) => beginsSession && Object.hasOwn(input, "secret");

/** Limits are not what this file is about: all come from one address. */
const fetch = serve(passOn, { bindings: { RATE_LIMITS: "off" } });

test("every operation is in the table", () => {
  expect(Object.keys(events).toSorted()).toEqual(endpoints.map(({ id }) => id).toSorted());
});

/** What a row says of a key that acts, and of a user: as they were then. */
interface Actor {
  readonly actor_type: "key" | "user";
  readonly actor_id: string;
  readonly actor_name: string;
  readonly actor_email: string;
}

const deskOf = (keyId: string): Actor => ({
  actor_type: "key",
  actor_id: keyId,
  actor_name: "Support desk",
  actor_email: "app.rollcall@service.rollcall.test",
});

describe.each(endpoints.map((endpoint) => ({ endpoint, id: endpoint.id, event: events[endpoint.id] ?? null })))(
  "$id",
  ({ endpoint, event }) => {
    /** Whose `seq` an id is. Users who are gone are remembered by what was written of them before. */
    const seqOf = async (id: string) =>
      (await rows("SELECT user_seq FROM logs WHERE resource = ? LIMIT 1", `user/${id}`))[0]?.["user_seq"];

    test(`writes ${event ?? "nothing"}`, async () => {
      const keyId = fresh("key");
      const key = await createKey({ id: keyId, name: "Support desk", scopes: keyScopes });
      const scene = await prepare(endpoint, fresh());
      const before = await logs();
      const started = Date.now();

      const isByKey = senderOf(endpoint) === "key";
      const answer = await ask(endpoint, scene, { fetch, headers, ...(isByKey && { key }) });
      expect(answer.status).toBe(endpoint.status);
      const rowsAdded = (await logs()).slice(before.length);
      const also = alongside[endpoint.id];
      const added = rowsAdded.filter((row) => row["event"] !== also || also === event);
      expect(rowsAdded).toHaveLength(added.length + (also === undefined ? 0 : 1));
      const emailOf = newcomers[endpoint.id];
      const written = event === null ? [] : emailOf ? ["user.create", event] : [event];
      const noun = nounOf(event);
      const userId = emailOf ? String(answer.body["userId"]) : noun === "team" ? memberOf(answer, scene) : scene.id;
      const resource = `${noun}/${noun === "user" ? userId : idOf(noun, answer, scene)}`;
      const isTheirs = ["user", "target", "identity"].includes(noun) || event?.startsWith("membership.") === true;
      const userSeq = isTheirs ? await seqOf(userId) : null;
      const person = emailOf ? { name: "", email: emailOf(userId) } : newUser(userId);
      const self: Actor = {
        actor_type: "user",
        actor_id: userId,
        actor_name: person.name,
        actor_email: person.email,
      };
      const expected = {
        seq: expect.any(Number),
        created_at: expect.any(Number),
        user_seq: userSeq,
        resource,
        // Whoever accepts an invitation has proved who they are, whoever brings it.
        ...(isByKey && endpoint.id !== "teamsUpdateMembershipStatus" ? deskOf(keyId) : self),
        ...(isByKey ? origins.key : origins.user),
        country: null,
        token_origin: redeems(endpoint) ? expect.stringMatching(/^\{"ip":/) : null,
      };
      expect(added).toEqual(written.map((name) => ({ ...expected, event: name })));
      if (written.length > 0) expect(userSeq).not.toBeUndefined();
      for (const { created_at: at } of added) {
        expect(Number(at)).toBeGreaterThanOrEqual(started);
        expect(Number(at)).toBeLessThanOrEqual(Date.now());
      }
    });
  },
);

type Noun = "project" | "key" | "oauth2" | "provider" | "target" | "team" | "identity";

/** What a thing is called that an event happens to: what belongs to a user, but for targets and identities, is the user's. */
function nounOf(event: string | null): Noun | "user" {
  if (event?.startsWith("projects.")) return "project";
  if (event?.startsWith("project.key.")) return "key";
  if (event?.startsWith("project.oauth2.")) return "oauth2";
  if (event?.startsWith("provider.")) return "provider";
  // What happens to members is their team's.
  if (event?.startsWith("team.") || event?.startsWith("membership.")) return "team";
  if (event?.startsWith("identity.")) return "identity";
  return event?.startsWith("target.") ? "target" : "user";
}

/** Whose membership an event happened to: a new one shows it. */
const memberOf = ({ body: { userId } }: Answer, { membership }: Scene): string =>
  typeof userId === "string" ? userId : membership.userId;

/** The id of what an event happened to, where it is no user: what is created shows it. */
function idOf(noun: Noun, { body }: Answer, { id, identity, target }: Scene): string {
  if (noun === "project") return env.PROJECT_ID;
  if (noun === "team") return id;
  const { $id: made } = body;
  if (typeof made === "string") return made;
  if (noun === "identity") return identity;
  return noun === "target" ? target : id;
}

describe("what guests do with a key's help is the new user's doing", () => {
  const guestEndpoints = endpoints.filter((endpoint) => senderOf(endpoint) === "guest" && events[endpoint.id] !== null);
  test.each(guestEndpoints.map((endpoint) => ({ endpoint, id: endpoint.id })))("$id", async ({ endpoint }) => {
    const scene = await prepare(endpoint, fresh());
    const before = await logs();
    const answer = await ask(endpoint, scene, { fetch, headers, key: env.API_KEY });
    expect(answer.status).toBe(endpoint.status);
    const added = (await logs()).slice(before.length);
    expect(added.length).toBeGreaterThan(0);
    const { userId: actor_id = scene.id } = answer.body;
    for (const row of added) expect(row).toMatchObject({ actor_type: "user", actor_id, ...origins.key });
  });
});

describe("a row", () => {
  let last: () => Promise<unknown>;
  beforeAll(() => {
    last = async () => (await rows("SELECT * FROM logs ORDER BY seq DESC LIMIT 1"))[0];
  });

  test("names the bootstrap key, which is no row, without an id", async () => {
    await createUser();
    expect(await last()).toMatchObject({ actor_type: "key", actor_id: "", actor_name: "Bootstrap key" });
  });

  test("has the platform's address and the caller's agent when nothing is forwarded", async () => {
    const headers = { "cf-connecting-ip": "198.51.100.7", "user-agent": "node-appwrite" };
    await call("POST", "/users", { headers, body: { userId: fresh() } });
    expect(await last()).toMatchObject({ ip: "198.51.100.7", user_agent: "node-appwrite" });
  });

  test("tells where the token was asked for that a user signed in with", async () => {
    const userId = await createUser();
    const forwarded = { "x-forwarded-for": "198.51.100.8", "x-forwarded-user-agent": "Mailer/2.0" };
    const { body } = await call("POST", `/users/${userId}/tokens`, { fetch, headers: forwarded, body: {} });
    const redeemed = { userId, secret: body["secret"] };
    const at = { "cf-connecting-ip": "198.51.100.9", "user-agent": "Phone/1.0" };
    await call("POST", "/account/sessions/token", { ...guest(at), fetch, body: redeemed });
    expect(await last()).toMatchObject({
      event: "session.create",
      ip: "198.51.100.9",
      user_agent: "Phone/1.0",
      token_origin: '{"ip":"198.51.100.8","userAgent":"Mailer/2.0","country":null}',
    });
  });

  test("holds no secret: neither key nor password nor hash nor session nor token", async () => {
    const userId = await createUser({ password: "correct horse" });
    const [session, token] = [await beginSession(userId), await createToken(userId)];
    await call("PATCH", "/account/name", { ...bearing(session.secret), body: { name: "Ann" } });
    await call("POST", "/account/sessions/token", { ...guest(), fetch, body: { userId, secret: token } });
    const text = JSON.stringify(await logs());
    const secrets = [env.API_KEY, "correct horse", "$argon2", session.secret, token];
    for (const secret of secrets) expect(text).not.toContain(secret);
  });
});

describe("a change that is refused leaves no row", () => {
  test("of a user", async () => {
    const userId = await createUser({ email: "logged@example.com" });
    const before = await logs();
    await call("POST", "/users", { body: { userId } });
    await call("PATCH", `/users/${userId}/email`, { body: { email: "logged@example.com" } });
    await call("PATCH", `/users/${userId}/name`, { body: { name: 1 } });
    await call("PATCH", "/users/nobody/name", { body: { name: "x" } });
    await call("DELETE", "/users/nobody", { body: {} });
    expect(await logs()).toEqual(before);
  });

  test("of a user's sessions, tokens and account", async () => {
    const userId = await createUser({ email: `${fresh()}@example.com`, password });
    const { id, secret } = await beginSession(userId);
    const blockedId = await createUser();
    await call("PATCH", `/users/${blockedId}/status`, { body: { status: false } });
    const before = await logs();
    for (const who of [blockedId, "nobody"]) {
      for (const noun of ["sessions", "tokens", "jwts"]) await call("POST", `/users/${who}/${noun}`, { body: {} });
      await call("DELETE", `/users/${who}/sessions/${id}`);
    }
    await call("DELETE", "/users/nobody/sessions");
    await call("DELETE", `/users/${userId}/sessions/nothing`);
    const asUser = bearing(secret);
    await call("PATCH", "/account/password", { ...asUser, body: { password, oldPassword: "wrong" } });
    await call("PATCH", "/account/email", {
      ...asUser,
      body: { email: "logged2@example.com", password: "not it at all" },
    });
    await call("PATCH", "/account/sessions/nothing", { ...asUser, body: {} });
    await call("DELETE", "/account/sessions/nothing", asUser);
    await call("POST", "/account", { ...guest(), body: { userId, email: "new@example.com", password } });
    await call("POST", "/account/sessions/email", { ...guest(), body: { email: "logged@example.com", password } });
    await call("POST", "/account/sessions/token", { ...guest(), body: { userId, secret: "wrong" } });
    await call("POST", "/account/sessions/anonymous", { ...asUser, body: {} });
    expect(await logs()).toEqual(before);
  });

  test("of a key", async () => {
    const keyId = fresh("key");
    await createKey({ id: keyId });
    const key = await createKey({ scopes: ["keys.write"] });
    const before = await logs();
    await call("POST", "/project/keys", { body: newKey(keyId) });
    await call("POST", "/project/keys", { key, body: { ...newKey(fresh("key")), scopes: ["users.read"] } });
    await call("PUT", `/project/keys/${keyId}`, { body: { name: 1, scopes: [] } });
    await call("PUT", `/project/keys/${keyId}`, { key, body: { name: "x", scopes: ["users.read"] } });
    await call("PUT", `/project/keys/${keyId.toUpperCase()}`, { body: { name: "x", scopes: [] } });
    await call("DELETE", `/project/keys/${keyId.toUpperCase()}`, { body: {} });
    expect(await logs()).toEqual(before);
  });
});
