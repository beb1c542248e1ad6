/** Every refusal that an operation declares can be provoked, and changes nothing. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { endpoints } from "../src/app.ts";
import type { ErrorType } from "../src/errors/catalogue.ts";
import { bearing, beginSession, createJwt, createToken, guest, withJwt } from "./harness/account.ts";
import { type Answer, appWith, call, type CallOptions } from "./harness/client.ts";
import { dumpOfDeeds, rows } from "./harness/database.ts";
import { playGitHub, refresh } from "./harness/github.ts";
import { makeIdentity } from "./harness/identities.ts";
import { createKey } from "./harness/keys.ts";
import { list, listKeys, type Query, query, queryString } from "./harness/lists.ts";
import { keepMessage } from "./harness/messages.ts";
import { setUp } from "./harness/oauth2.ts";
import { kindCases, leastOf, makeProvider } from "./harness/providers.ts";
import { passOn, preparedOf, serve } from "./harness/recorder.ts";
import { expectRefusal } from "./harness/refusal.ts";
import {
  createApp,
  createCodes,
  meetChallenge,
  password,
  providerOperation,
  setChallenge,
} from "./harness/requests.ts";
import { makeTarget } from "./harness/targets.ts";
import { createUser } from "./harness/users.ts";
import { sessionIn, signIn } from "./oauth2-flow/people.ts";
import { inviteNew, prepareTeams, teamRefusals } from "./teams/refusals.ts";

type Provoke = () => Promise<Answer>;
type Refusals = Readonly<Partial<Record<ErrorType, Provoke>>>;

/** The secret of a key that may make keys, and nothing else. */
let narrowKey: string;

/** What the user `owner` presents, and the user `goner`, who is deleted while they are served. */
let ownerSession: string;
let ownerJwt: string;
let gonerSession: string;

/** What the users `bare`, who has nothing, and `verified`, whose email and phone are, present. */
let bareSession: string;
let verifiedSession: string;

/** A challenge of the user `owner`, of a factor that has been closed since. */
let closedChallenge: { readonly id: string; readonly code: string };

/** The secret of a link that was mailed to the user `owner` for a new password. */
let recoveryToken: string;

/** A token of the user `late`, who is blocked while it is redeemed: otherwise it would have gone. */
let lateToken: string;

/** A session that began with a provider, which gave a refresh token. */
let providedSession: string;

beforeAll(async () => {
  await createUser({ userId: "owner", email: "owner@example.com", phone: "+15550000001", password });
  await createUser({ userId: "bare" });
  await createUser({ userId: "blocked", email: "blocked@example.com", password });
  await createUser({ userId: "goner" });
  [ownerSession, ownerJwt] = [(await beginSession("owner")).secret, await createJwt("owner")];
  const goner = await beginSession("goner");
  gonerSession = goner.secret;
  await meetChallenge(goner.id);
  bareSession = (await beginSession("bare")).secret;
  await createUser({ userId: "verified", email: "verified@example.com", phone: "+15550000003" });
  await rows("UPDATE users SET email_verification = 1, phone_verification = 1 WHERE id = 'verified'");
  verifiedSession = (await beginSession("verified")).secret;
  await makeFactors();
  await createUser({ userId: "late" });
  lateToken = await createToken("late");
  recoveryToken = await createToken("owner");
  await rows("UPDATE tokens SET type = 'recovery' WHERE user_seq = (SELECT seq FROM users WHERE id = 'owner')");
  await call("PATCH", "/users/blocked/status", { body: { status: false } });
  await rows("UPDATE users SET status = 0 WHERE id = 'late'");
  await prepareTeams();
  // Otherwise the first request of the day would note it.
  await rows("UPDATE users SET accessed_at = ?", Date.now());
  await createKey({ id: "owned" });
  await keepMessage("waiting", { userId: "owner" });
  await makeProvided();
  narrowKey = await createKey({ scopes: ["keys.write"] });
  await createUser({ userId: "other", email: "untargeted@example.com", phone: "+15550000002" });
  await rows("DELETE FROM targets WHERE identifier IN ('untargeted@example.com', '+15550000002')");
  await makeIdentity("owner", { id: "identity" });
});

/** Begins a session with a provider, and sets up another one that nobody listens at. */
async function makeProvided(): Promise<void> {
  playGitHub();
  await setUp("github", { clientId: "github-client", clientSecret: "hush" });
  await setUp("oidc", {
    clientId: "oidc-client",
    clientSecret: "hush",
    wellKnownURL: "https://nowhere.example/.well-known/openid-configuration",
  });
  const tokens = { refresh_token: "hush-refresh" };
  providedSession = sessionIn(await signIn({ id: 1, email: "provided@example.com" }, { tokens }));
}

/** Gives `owner` recovery codes, an app that is verified and a challenge; `verified` an app that is not; and targets. */
async function makeFactors(): Promise<void> {
  await createCodes("owner");
  const otp = await createApp(ownerSession);
  await call("PUT", "/account/mfa/authenticators/totp", { ...bearing(ownerSession), body: { otp } });
  await createApp(verifiedSession);
  closedChallenge = await setChallenge("owner", ownerSession);
  await rows("UPDATE settings SET mfa_custom = 0");
  await makeTarget("owner", { targetId: "owner-device", identifier: "owner's device" });
  await makeTarget("owner", { targetId: "owner-mail", providerType: "email", identifier: "owner2@example.com" });
  await makeTarget("owner", { targetId: "owner-number", providerType: "sms", identifier: "+15550000004" });
  for (const { provider } of kindCases) await makeProvider(provider, { providerId: `empty-${provider}` });
}

/** What a browser is refused with that sets out to a provider. */
const setOut = (kind: string): Refusals => ({
  project_provider_disabled: () => call("GET", `/account/${kind}/oauth2/google`, guest()),
  user_oauth2_provider_failure: () => call("GET", `/account/${kind}/oauth2/oidc`, guest()),
});

/** Comes back to another project. */
const returned = (method: string): Refusals => ({
  project_not_found: () =>
    call(method, "/account/sessions/oauth2/callback/github/other?state=x", {
      ...guest(),
      ...(method !== "GET" && { body: { state: "x" } }),
    }),
});

const extend = (): Promise<Answer> =>
  call("PATCH", "/account/sessions/current", { ...bearing(providedSession), body: {} });

/** Extends a session while the provider answers this. */
const extendOn =
  (answer: () => Promise<Response>): Provoke =>
  () => {
    refresh.answer = answer;
    return extend();
  };

/** Extends a session between two changes, of which one takes back the other. */
const extendBetween =
  (change: string, back: string): Provoke =>
  async () => {
    await rows(change);
    const answer = await extend();
    await rows(back);
    return answer;
  };

const absent = (method: string, path: string, body?: object): Refusals => ({
  user_not_found: () => call(method, `/users/nobody${path}`, { body }),
});

const absentKey = (method: string, body?: object): Refusals => ({
  key_not_found: () => call(method, "/project/keys/nobody", { body }),
});

/** A key asks for more than it has. */
const beyond = (method: string, path: string, body: object): Refusals => ({
  key_creation_denied: () => call(method, path, { key: narrowKey, body: { ...body, scopes: ["users.read"] } }),
});

const create = (path: string, more: object): Refusals => ({
  user_already_exists: () => call("POST", path, { body: { userId: "owner", email: "new@example.com", ...more } }),
});

/** A refusal that a policy of the project makes. @param set the policy, as columns of the settings */
const under =
  (set: string, provoke: Provoke): Provoke =>
  async () => {
    await rows(`UPDATE settings SET ${set}`);
    const answer = await provoke();
    await rows(
      "UPDATE settings SET password_personal_data = 0, password_history = 0, user_limit = 0, disabled_auth_methods = '[]'",
    );
    return answer;
  };

/** What a password is refused for that contains the id `owner`, and, where there is one to compare it with, that is the last one. */
const unfit = (provoke: (password: string) => Promise<Answer>): Refusals => ({
  password_personal_data: under("password_personal_data = 1", () => provoke("the password of the owner")),
});
const unfitOrUsed = (provoke: (password: string) => Promise<Answer>): Refusals => ({
  ...unfit(provoke),
  password_recently_used: under("password_history = 1", () => provoke(password)),
});

const closed = (authMethod: string, provoke: Provoke): Refusals => ({
  user_auth_method_unsupported: under(`disabled_auth_methods = '["${authMethod}"]'`, provoke),
});

const crowded = (provoke: Provoke): Refusals => ({ user_count_exceeded: under("user_limit = 1", provoke) });

const absentSession = (path: string): Refusals => ({
  user_session_not_found: () => call("DELETE", `/users/${path}/sessions/nothing`, { body: {} }),
});

const blocked = (path: string): Refusals => ({
  user_blocked: () => call("POST", `/users/blocked${path}`, { body: {} }),
});

const asOwner = (method: string, path: string, body: object = {}): Promise<Answer> =>
  call(method, `/account${path}`, { ...bearing(ownerSession), body });

/** Nothing sends messages. @param options who asks for one */
const unsent = (method: string, path: string, body: object, options: () => CallOptions = guest): Provoke => {
  const fetch = appWith({ MESSAGES_OUTBOX: "" });
  return () => call(method, `/account${path}`, { ...options(), body, fetch });
};

/** Asks for a login token as `new`. */
const askFor = (path: string, fields: object) => (): Promise<Answer> => asGuest(path, { userId: "new", ...fields });

/** What everybody is refused with who brings a token to where it signs in. */
const redeemed = (method: string, path: string): Refusals => {
  const bring = (userId: string, secret: string) =>
    call(method, `/account${path}`, { ...guest(), body: { userId, secret } });
  return {
    user_blocked: () => bring("late", lateToken),
    user_invalid_token: () => bring("owner", "wrong"),
  };
};

/** What everybody is refused with who brings a token that verifies. Keys are told who is unknown. */
const verified = (path: string): Refusals => {
  const bring = (userId: string, as: CallOptions) =>
    call("PUT", `/account${path}`, { ...as, body: { userId, secret: "wrong" } });
  return { user_not_found: () => bring("nobody", {}), user_invalid_token: () => bring("nobody", guest()) };
};

const setPassword = (body: object, as: CallOptions = guest()): Promise<Answer> =>
  call("PUT", "/account/recovery", { ...as, body: { userId: "owner", secret: "wrong", password, ...body } });

/** Where mailed links lead to. */
const url = "http://localhost/";

/** The user is not there while a batch runs that follows on the one that found who calls. */
const gone = (method: string, path: string, body: object = {}): Refusals => ({
  user_not_found: () => {
    let roundTrips = 0;
    const fetch = serve(async (statements, send) => {
      if (++roundTrips === 1) return passOn(statements, send);
      const hide = "UPDATE users SET seq = -seq WHERE id = 'goner'";
      const before = ["PRAGMA defer_foreign_keys = ON", hide].map((sql) => env.DB.prepare(sql));
      const results = await send([...before, ...preparedOf(statements), env.DB.prepare(hide)]);
      return results.slice(before.length, -1);
    });
    return call(method, `/account${path}`, { ...bearing(gonerSession), fetch, ...(method !== "GET" && { body }) });
  },
});

const asBare = (method: string, path: string, body: object = {}): Promise<Answer> =>
  call(method, `/account${path}`, { ...bearing(bareSession), body });

const asVerified = (path: string, body: object): Promise<Answer> => asGuest(path, body, bearing(verifiedSession));

/** As the user `goner`, who is still there, and whose session has met a challenge. */
const asGoner = (method: string, path: string): Promise<Answer> =>
  call(method, `/account${path}`, { ...bearing(gonerSession), ...(method !== "GET" && { body: {} }) });

/** Asks for a challenge. @param session whose */
const challenge = (session: () => string, factor: string) => (): Promise<Answer> =>
  call("POST", "/account/mfa/challenges", { ...bearing(session()), body: { factor } });

const answer = (options: CallOptions, challengeId: string): Promise<Answer> =>
  call("PUT", "/account/mfa/challenges", { ...options, body: { challengeId, otp: closedChallenge.code } });

/** Changes a target of `owner`. */
const moveTarget = (targetId: string, body: object) => (): Promise<Answer> =>
  call("PATCH", `/users/owner/targets/${targetId}`, { body });

/** Gives `bare` a target. */
const addTarget = (providerType: string, identifier: string) => (): Promise<Answer> =>
  call("POST", "/users/bare/targets", { body: { targetId: "new", providerType, identifier } });

const absentTarget = (method: string, body?: object): Refusals => ({
  ...absent(method, "/targets/nothing", body),
  user_target_not_found: () => call(method, "/users/owner/targets/nothing", { body }),
});

/** Asks for a list below a path. */
const listOf =
  (path: string, ...queries: readonly Query[]) =>
  (options: CallOptions = {}): Promise<Answer> =>
    call("GET", `${path}?${queryString({ queries })}`, options);

const nowhere = query("cursorAfter", undefined, "nobody");

/** The identity of `owner` has no token that could end. */
const identityLists = (path: string, options: () => CallOptions = () => ({})): Refusals => {
  const ask = (...queries: readonly Query[]) => listOf(path, ...queries)(options());
  return {
    general_query_invalid: () => ask(query("search", "provider", "x")),
    general_cursor_not_found: () => ask(nowhere),
    database_query_order_null: () =>
      ask(query("orderAsc", "providerAccessTokenExpiry"), query("cursorAfter", undefined, "identity")),
  };
};

/** By operation, for each kind of provider. */
const providerRefusals: Readonly<Record<string, Refusals>> = Object.fromEntries(
  kindCases.flatMap((kind, index): [string, Refusals][] => {
    const { provider } = kind;
    const other = kindCases.at(index - 1)?.provider ?? "";
    const update = (id: string, body: object) => () =>
      call("PATCH", `/messaging/providers/${provider}/${id}`, { body });
    const body = { providerId: `EMPTY-${provider}`, name: "Post", ...leastOf(kind) };
    return [
      [
        providerOperation("Create", kind),
        { provider_already_exists: () => call("POST", `/messaging/providers/${provider}`, { body }) },
      ],
      [
        providerOperation("Update", kind),
        {
          provider_not_found: update("nothing", {}),
          provider_incorrect_type: update(`empty-${other}`, {}),
          provider_missing_credentials: update(`empty-${provider}`, { enabled: true }),
        },
      ],
    ];
  }),
);

const asGuest = (path: string, body: object, options: CallOptions = guest()): Promise<Answer> =>
  call("POST", `/account${path}`, { ...options, body });

const scrypt = { passwordSalt: "s", passwordCpu: 2, passwordMemory: 1, passwordParallel: 1, passwordLength: 16 };
const firebase = { passwordSalt: "AAAA", passwordSaltSeparator: "Bw==", passwordSignerKey: "AAAAAAAA" };

/** How each declared refusal comes about, by operation. */
const provocations: Readonly<Record<string, Refusals>> = {
  ping: {},
  healthGet: {},
  healthGetVersion: {},
  projectGet: {},
  projectUpdateAuthMethod: {},
  projectListPolicies: {},
  projectGetPolicy: {},
  projectListOAuth2Providers: {},
  projectGetOAuth2Provider: { project_provider_unsupported: () => call("GET", "/project/oauth2/nothing") },
  ...Object.fromEntries(
    endpoints.filter(({ id }) => /^project.*Policy$|^projectUpdateOAuth2/.test(id)).map(({ id }) => [id, {}]),
  ),
  projectCreateKey: {
    key_already_exists: () => call("POST", "/project/keys", { body: { keyId: "OWNED", name: "x", scopes: [] } }),
    ...beyond("POST", "/project/keys", { keyId: "new", name: "x" }),
  },
  projectCreateEphemeralKey: beyond("POST", "/project/keys/ephemeral", { duration: 60 }),
  projectListKeys: {
    general_query_invalid: () => listKeys({ queries: [query("search", "name", "x")] }),
    general_cursor_not_found: () => listKeys({ queries: [query("cursorAfter", undefined, "nobody")] }),
    database_query_order_null: () =>
      listKeys({ queries: [query("orderAsc", "expire"), query("cursorAfter", undefined, "owned")] }),
  },
  projectGetKey: absentKey("GET"),
  projectUpdateKey: {
    ...absentKey("PUT", { name: "x", scopes: [] }),
    ...beyond("PUT", "/project/keys/owned", { name: "x" }),
  },
  projectDeleteKey: absentKey("DELETE", {}),
  usersCreate: {
    ...create("/users", { password: "password" }),
    ...unfit((password) => call("POST", "/users", { body: { userId: "owner2", name: "Owner", password } })),
  },
  usersCreateArgon2User: create("/users/argon2", {
    password: "$argon2i$v=19$m=20,t=3,p=2$YXBwd3JpdGU$A/54i238ed09ZR4NwlACU5XnkjNBZU9QeOEuhjLiexI",
  }),
  usersCreateBcryptUser: create("/users/bcrypt", {
    password: "$2y$08$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKy",
  }),
  usersCreateMD5User: create("/users/md5", { password: "144fa7eaa4904e8ee120651997f70dcc" }),
  usersCreatePHPassUser: create("/users/phpass", { password: "$P$Br387rwferoKN7uwHZqNMu98q3U8RO." }),
  usersCreateScryptUser: create("/users/scrypt", { password: "0".repeat(32), ...scrypt }),
  usersCreateScryptModifiedUser: create("/users/scrypt-modified", { password: "AAAAAAAA", ...firebase }),
  usersCreateSHAUser: create("/users/sha", { password: "0".repeat(40), passwordVersion: "sha1" }),
  usersList: {
    general_query_invalid: () => list({ queries: [query("search", "name", "x")] }),
    general_cursor_not_found: () => list({ queries: [query("cursorAfter", undefined, "nobody")] }),
    database_query_order_null: () =>
      list({ queries: [query("orderAsc", "email"), query("cursorAfter", undefined, "bare")] }),
  },
  usersGet: absent("GET", ""),
  usersDelete: absent("DELETE", "", {}),
  usersUpdateStatus: absent("PATCH", "/status", { status: true }),
  usersUpdateLabels: absent("PUT", "/labels", { labels: [] }),
  usersUpdateName: absent("PATCH", "/name", { name: "x" }),
  usersUpdatePassword: {
    ...absent("PATCH", "/password", { password: "password" }),
    ...unfitOrUsed((password) => call("PATCH", "/users/owner/password", { body: { password } })),
  },
  usersUpdateEmail: {
    ...absent("PATCH", "/email", { email: "new@example.com" }),
    user_email_already_exists: () => call("PATCH", "/users/bare/email", { body: { email: "untargeted@example.com" } }),
    user_target_already_exists: () => call("PATCH", "/users/bare/email", { body: { email: "owner@example.com" } }),
  },
  usersUpdatePhone: {
    ...absent("PATCH", "/phone", { number: "+15550000009" }),
    user_phone_already_exists: () => call("PATCH", "/users/bare/phone", { body: { number: "+15550000002" } }),
    user_target_already_exists: () => call("PATCH", "/users/bare/phone", { body: { number: "+15550000001" } }),
  },
  usersUpdateEmailVerification: absent("PATCH", "/verification", { emailVerification: true }),
  usersUpdatePhoneVerification: absent("PATCH", "/verification/phone", { phoneVerification: true }),
  usersGetPrefs: absent("GET", "/prefs"),
  usersUpdatePrefs: absent("PATCH", "/prefs", { prefs: {} }),
  usersListSessions: absent("GET", "/sessions"),
  usersCreateSession: { ...absent("POST", "/sessions", {}), ...blocked("/sessions") },
  usersDeleteSessions: absent("DELETE", "/sessions", {}),
  usersDeleteSession: { ...absent("DELETE", "/sessions/nothing", {}), ...absentSession("owner") },
  usersCreateToken: { ...absent("POST", "/tokens", {}), ...blocked("/tokens") },
  usersCreateJWT: { ...absent("POST", "/jwts", {}), ...blocked("/jwts") },
  usersListTargets: {
    ...absent("GET", "/targets"),
    general_query_invalid: listOf("/users/owner/targets", query("search", "identifier", "x")),
    general_cursor_not_found: listOf("/users/owner/targets", nowhere),
    database_query_order_null: listOf(
      "/users/owner/targets",
      query("orderAsc", "providerId"),
      query("cursorAfter", undefined, "owner-mail"),
    ),
  },
  usersCreateTarget: {
    ...absent("POST", "/targets", { targetId: "new", providerType: "push", identifier: "new" }),
    user_target_already_exists: addTarget("push", "owner's device"),
    general_invalid_email: addTarget("email", "no address"),
    general_invalid_phone: addTarget("sms", "no number"),
  },
  usersGetTarget: absentTarget("GET"),
  usersUpdateTarget: {
    ...absentTarget("PATCH", {}),
    general_invalid_email: moveTarget("owner-mail", { identifier: "no address" }),
    general_invalid_phone: moveTarget("owner-number", { identifier: "no number" }),
    provider_not_found: moveTarget("owner-device", { providerId: "nothing" }),
    provider_incorrect_type: moveTarget("owner-device", { providerId: "empty-smtp" }),
    document_already_exists: moveTarget("owner-device", { identifier: "owner@example.com" }),
  },
  usersDeleteTarget: absentTarget("DELETE", {}),
  usersListIdentities: identityLists("/users/identities"),
  usersDeleteIdentity: {
    user_identity_not_found: () => call("DELETE", "/users/identities/nothing", { body: {} }),
  },
  usersUpdateMfa: absent("PATCH", "/mfa", { mfa: true }),
  usersListMfaFactors: absent("GET", "/mfa/factors"),
  usersGetMfaRecoveryCodes: {
    ...absent("GET", "/mfa/recovery-codes"),
    user_recovery_codes_not_found: () => call("GET", "/users/bare/mfa/recovery-codes"),
  },
  usersCreateMfaRecoveryCodes: {
    ...absent("PATCH", "/mfa/recovery-codes", {}),
    user_recovery_codes_already_exists: () => call("PATCH", "/users/owner/mfa/recovery-codes", { body: {} }),
  },
  usersUpdateMfaRecoveryCodes: {
    ...absent("PUT", "/mfa/recovery-codes", {}),
    user_recovery_codes_not_found: () => call("PUT", "/users/bare/mfa/recovery-codes", { body: {} }),
  },
  usersDeleteMfaAuthenticator: {
    ...absent("DELETE", "/mfa/authenticators/totp", {}),
    user_authenticator_not_found: () => call("DELETE", "/users/bare/mfa/authenticators/totp", { body: {} }),
  },
  usersGetMfaChallenge: {
    ...absent("GET", "/mfa/challenges/nothing"),
    user_invalid_token: () => call("GET", "/users/owner/mfa/challenges/nothing"),
  },
  usersListLogs: {
    ...absent("GET", "/logs"),
    general_cursor_not_found: listOf("/users/owner/logs", nowhere),
  },
  usersUpdateImpersonator: absent("PATCH", "/impersonator", { impersonator: true }),
  usersVerifyPassword: {
    ...absent("POST", "/password/verify", { password }),
    user_invalid_credentials: () => call("POST", "/users/owner/password/verify", { body: { password: "not this" } }),
  },
  accountCreate: {
    user_already_exists: () => asGuest("", { userId: "OWNER", email: "new@example.com", password }),
    ...unfit((password) => asGuest("", { userId: "new", name: "Owner", email: "new@example.com", password })),
    ...closed("email-password", () => asGuest("", { userId: "new", email: "new@example.com", password })),
    ...crowded(() => asGuest("", { userId: "new", email: "new@example.com", password })),
  },
  accountGet: {},
  accountDelete: gone("DELETE", ""),
  accountListSessions: gone("GET", "/sessions"),
  accountDeleteSessions: gone("DELETE", "/sessions"),
  accountGetSession: {
    user_session_not_found: () => call("GET", "/account/sessions/nothing", bearing(ownerSession)),
  },
  accountUpdateSession: {
    user_session_not_found: () => asOwner("PATCH", "/sessions/nothing"),
    project_provider_unsupported: extendBetween(
      "UPDATE sessions SET provider = 'gone' WHERE provider = 'github'",
      "UPDATE sessions SET provider = 'github' WHERE provider = 'gone'",
    ),
    project_provider_disabled: extendBetween(
      "UPDATE oauth2_providers SET enabled = 0 WHERE id = 'github'",
      "UPDATE oauth2_providers SET enabled = 1 WHERE id = 'github'",
    ),
    user_oauth2_provider_error: extendOn(() => Promise.resolve(Response.json({ error: "bad_refresh_token" }))),
    user_oauth2_provider_failure: extendOn(() => Promise.reject(new TypeError("Nobody listens."))),
  },
  accountDeleteSession: {
    ...gone("DELETE", "/sessions/current"),
    user_session_not_found: () => asOwner("DELETE", "/sessions/nothing"),
  },
  accountCreateEmailPasswordSession: {
    user_invalid_credentials: () => asGuest("/sessions/email", { email: "owner@example.com", password: "not this" }),
    user_blocked: () => asGuest("/sessions/email", { email: "blocked@example.com", password }),
    ...closed("email-password", () => asGuest("/sessions/email", { email: "owner@example.com", password })),
  },
  accountCreateAnonymousSession: {
    ...closed("anonymous", () => asGuest("/sessions/anonymous", {})),
    ...crowded(() => asGuest("/sessions/anonymous", {})),
  },
  accountCreateOAuth2Session: setOut("sessions"),
  accountCreateOAuth2Token: setOut("tokens"),
  accountOAuth2Callback: returned("GET"),
  accountOAuth2PostedCallback: returned("POST"),
  accountOAuth2Redirect: {
    user_oauth2_bad_request: () => call("GET", "/account/sessions/oauth2/github/redirect?state=x", guest()),
  },
  accountOAuth2Success: {},
  accountOAuth2Failure: {},
  accountCreateSession: redeemed("POST", "/sessions/token"),
  accountUpdateMagicURLSession: redeemed("PUT", "/sessions/magic-url"),
  accountUpdatePhoneSession: redeemed("PUT", "/sessions/phone"),
  accountCreateEmailToken: {
    general_smtp_disabled: unsent("POST", "/tokens/email", { userId: "new", email: "new@example.com" }),
    user_already_exists: askFor("/tokens/email", { userId: "OWNER", email: "new@example.com" }),
    ...crowded(askFor("/tokens/email", { email: "new@example.com" })),
    ...closed("email-otp", askFor("/tokens/email", { email: "new@example.com" })),
  },
  accountCreateMagicURLToken: {
    general_smtp_disabled: unsent("POST", "/tokens/magic-url", { userId: "new", email: "new@example.com" }),
    user_already_exists: askFor("/tokens/magic-url", { userId: "OWNER", email: "new@example.com" }),
    ...crowded(askFor("/tokens/magic-url", { email: "new@example.com" })),
    ...closed("magic-url", askFor("/tokens/magic-url", { email: "new@example.com" })),
  },
  accountCreatePhoneToken: {
    general_phone_disabled: unsent("POST", "/tokens/phone", { userId: "new", phone: "+15550000009" }),
    user_already_exists: askFor("/tokens/phone", { userId: "OWNER", phone: "+15550000009" }),
    ...crowded(askFor("/tokens/phone", { phone: "+15550000009" })),
    ...closed("phone", askFor("/tokens/phone", { phone: "+15550000009" })),
  },
  accountCreateRecovery: {
    general_smtp_disabled: unsent("POST", "/recovery", { email: "owner@example.com", url }),
    user_not_found: () => asGuest("/recovery", { email: "new@example.com", url }, {}),
    user_blocked: () => asGuest("/recovery", { email: "blocked@example.com", url }, {}),
  },
  accountUpdateRecovery: {
    user_not_found: () => setPassword({ userId: "nobody" }, {}),
    user_invalid_token: () => setPassword({}),
    ...unfitOrUsed((password) => setPassword({ secret: recoveryToken, password })),
  },
  accountCreateEmailVerification: {
    general_smtp_disabled: unsent("POST", "/verifications/email", { url }, () => bearing(ownerSession)),
    user_email_not_found: () => asBare("POST", "/verifications/email", { url }),
    user_email_already_verified: () => asVerified("/verifications/email", { url }),
  },
  accountUpdateEmailVerification: verified("/verifications/email"),
  accountCreatePhoneVerification: {
    general_phone_disabled: unsent("POST", "/verifications/phone", {}, () => bearing(ownerSession)),
    user_phone_not_found: () => asBare("POST", "/verifications/phone"),
    user_phone_already_verified: () => asVerified("/verifications/phone", {}),
    ...closed("phone", () => asOwner("POST", "/verifications/phone")),
  },
  accountUpdatePhoneVerification: verified("/verifications/phone"),
  accountCreateJWT: {
    user_jwt_creation_denied: () => asGuest("/jwts", {}, withJwt(ownerJwt)),
    ...closed("jwt", () => asOwner("POST", "/jwts")),
  },
  accountUpdateName: gone("PATCH", "/name", { name: "x" }),
  accountUpdateEmail: {
    ...gone("PATCH", "/email", { email: "new@example.com", password }),
    user_invalid_credentials: () => asOwner("PATCH", "/email", { email: "new@example.com", password: "not this" }),
    user_target_already_exists: () => asOwner("PATCH", "/email", { email: "owner@example.com", password }),
    general_bad_request: () => asOwner("PATCH", "/email", { email: "untargeted@example.com", password }),
  },
  accountUpdatePhone: {
    ...gone("PATCH", "/phone", { phone: "+15550000009", password }),
    user_invalid_credentials: () => asOwner("PATCH", "/phone", { phone: "+15550000009", password: "not this" }),
    user_target_already_exists: () => asOwner("PATCH", "/phone", { phone: "+15550000001", password }),
    user_phone_already_exists: () => asOwner("PATCH", "/phone", { phone: "+15550000002", password }),
  },
  accountUpdatePassword: {
    ...gone("PATCH", "/password", { password }),
    user_invalid_credentials: () => asOwner("PATCH", "/password", { password, oldPassword: "not this" }),
    ...unfitOrUsed((next) => asOwner("PATCH", "/password", { password: next, oldPassword: password })),
  },
  accountGetPrefs: {},
  accountUpdatePrefs: gone("PATCH", "/prefs", { prefs: {} }),
  accountUpdateStatus: gone("PATCH", "/status"),
  accountUpdateMFA: gone("PATCH", "/mfa", { mfa: true }),
  accountListMfaFactors: gone("GET", "/mfa/factors"),
  accountCreateMfaAuthenticator: {
    ...gone("POST", "/mfa/authenticators/totp"),
    user_authenticator_already_verified: () => asOwner("POST", "/mfa/authenticators/totp"),
  },
  accountUpdateMfaAuthenticator: {
    user_authenticator_not_found: () => asBare("PUT", "/mfa/authenticators/totp", { otp: "000000" }),
    user_authenticator_already_verified: () => asOwner("PUT", "/mfa/authenticators/totp", { otp: "000000" }),
    user_invalid_token: () =>
      call("PUT", "/account/mfa/authenticators/totp", { ...bearing(verifiedSession), body: { otp: "wrong" } }),
  },
  accountDeleteMfaAuthenticator: {
    ...gone("DELETE", "/mfa/authenticators/totp"),
    user_authenticator_not_found: () => asGoner("DELETE", "/mfa/authenticators/totp"),
  },
  accountCreateMfaRecoveryCodes: {
    ...gone("POST", "/mfa/recovery-codes"),
    user_recovery_codes_already_exists: () => asOwner("POST", "/mfa/recovery-codes"),
  },
  accountGetMfaRecoveryCodes: {
    ...gone("GET", "/mfa/recovery-codes"),
    user_recovery_codes_not_found: () => asGoner("GET", "/mfa/recovery-codes"),
  },
  accountUpdateMfaRecoveryCodes: {
    ...gone("PATCH", "/mfa/recovery-codes"),
    user_recovery_codes_not_found: () => asGoner("PATCH", "/mfa/recovery-codes"),
  },
  accountCreateMfaChallenge: {
    ...gone("POST", "/mfa/challenges", { factor: "totp" }),
    user_auth_method_unsupported: challenge(() => bareSession, "custom"),
    general_smtp_disabled: unsent("POST", "/mfa/challenges", { factor: "email" }, () => bearing(ownerSession)),
    general_phone_disabled: unsent("POST", "/mfa/challenges", { factor: "phone" }, () => bearing(ownerSession)),
    user_email_not_found: challenge(() => bareSession, "email"),
    user_phone_not_found: challenge(() => bareSession, "phone"),
    user_email_not_verified: challenge(() => ownerSession, "email"),
    user_phone_not_verified: challenge(() => ownerSession, "phone"),
  },
  accountUpdateMfaChallenge: {
    user_invalid_token: () => answer(bearing(ownerSession), "nothing"),
    user_auth_method_unsupported: () => answer(bearing(ownerSession), closedChallenge.id),
  },
  accountListLogs: {
    general_cursor_not_found: () => listOf("/account/logs", nowhere)(bearing(ownerSession)),
  },
  accountCreatePushTarget: {
    ...gone("POST", "/targets/push", { targetId: "new", identifier: "new" }),
    user_target_already_exists: () =>
      asOwner("POST", "/targets/push", { targetId: "new", identifier: "owner's device" }),
  },
  accountUpdatePushTarget: {
    ...gone("PUT", "/targets/owner-device/push", { identifier: "new" }),
    user_target_not_found: () => asOwner("PUT", "/targets/owner-mail/push", { identifier: "new" }),
    user_target_already_exists: () => asOwner("PUT", "/targets/owner-device/push", { identifier: "owner@example.com" }),
  },
  accountDeletePushTarget: {
    ...gone("DELETE", "/targets/owner-device/push"),
    user_target_not_found: () => asOwner("DELETE", "/targets/owner-mail/push"),
  },
  ...teamRefusals,
  teamsCreateMembership: {
    ...teamRefusals["teamsCreateMembership"],
    ...crowded(inviteNew),
    ...closed("invites", inviteNew),
  },
  ...providerRefusals,
  messagingListProviders: {
    general_query_invalid: listOf("/messaging/providers", query("search", "name", "x")),
    general_cursor_not_found: listOf("/messaging/providers", nowhere),
  },
  messagingListMessages: {
    general_query_invalid: listOf("/messaging/messages", query("search", "users", "x")),
    general_cursor_not_found: listOf("/messaging/messages", nowhere),
    database_query_order_null: listOf(
      "/messaging/messages",
      query("orderAsc", "deliveredAt"),
      query("cursorAfter", undefined, "waiting"),
    ),
  },
  messagingGetMessage: { message_not_found: () => call("GET", "/messaging/messages/nothing") },
  accountListIdentities: identityLists("/account/identities", () => bearing(ownerSession)),
  accountDeleteIdentity: { user_identity_not_found: () => asOwner("DELETE", "/identities/nothing") },
  messagingGetProvider: { provider_not_found: () => call("GET", "/messaging/providers/nothing") },
  messagingDeleteProvider: { provider_not_found: () => call("DELETE", "/messaging/providers/nothing", { body: {} }) },
};

/** All but the numbers that SQLite would give next. */
const dumpOfRows = async () => ({ ...(await dumpOfDeeds()), sqlite_sequence: [] });

test("every operation declares exactly the refusals that are provoked here", () => {
  expect(Object.fromEntries(endpoints.map(({ errors, id }) => [id, errors.toSorted()]))).toEqual(
    Object.fromEntries(Object.entries(provocations).map(([id, refusals]) => [id, Object.keys(refusals).toSorted()])),
  );
});

describe.each(endpoints.flatMap(({ errors, id }) => errors.map((type) => ({ id, type }))))("$id", ({ id, type }) => {
  test(`refuses with ${type} and changes nothing`, async () => {
    const provoke = provocations[id]?.[type];
    if (provoke === undefined) throw new Error(`Nothing here provokes ${type} in ${id}.`);
    const before = await dumpOfRows();
    expectRefusal(await provoke(), type);
    expect(await dumpOfRows()).toEqual(before);
  });
});
