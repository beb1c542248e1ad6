/**
 * Calls of every served method of `account`, with their results and refusals. Each SDK runs the whole table, in order, on a
 * database where the people below have just signed up.
 */
import { expect } from "vitest";
import { invalid, type Refusal } from "../harness/refusal.ts";
import type { Account, AccountSdk } from "../harness/sdks.ts";
import { accountIdentityCalls } from "./account-identity-calls.ts";
import { accountMfaCalls } from "./account-mfa-calls.ts";
import { type AccountCall, emailOf, notSignedIn, password, signedUp } from "./account-people.ts";
import { accountTokenCalls, serverTokenCalls } from "./account-token-calls.ts";
import {
  aDate,
  aGeneratedId,
  aJwt,
  account,
  aSessionSecret,
  corporate,
  log,
  nothing,
  session,
  target,
} from "./expected.ts";

const wrongCredentials: Refusal = { code: 401, type: "user_invalid_credentials" };
const sessionNotFound: Refusal = { code: 404, type: "user_session_not_found" };

const guests: readonly AccountCall[] = [
  {
    method: "create",
    does: "signs up; the email in lower case",
    as: "guest",
    call: (account) => account.create({ userId: "dan", email: "Dan@PSG.fr", password, name: "Dan" }),
    gives: (sdk) =>
      account(sdk, {
        $id: "dan",
        ...corporate("dan", "dan@psg.fr"),
        passwordUpdate: aDate,
        accessedAt: aDate,
        name: "Dan",
      }),
  },
  {
    method: "create",
    does: "refuses an email that is taken",
    as: "guest",
    call: (account) => account.create({ userId: "unique()", email: emailOf("ada"), password }),
    refuses: { code: 409, type: "user_already_exists" },
  },
  {
    method: "create",
    does: "refuses a password of seven bytes",
    as: "guest",
    call: (account) => account.create({ userId: "unique()", email: "eve@psg.fr", password: "1234567" }),
    refuses: invalid("password"),
  },
  {
    method: "createEmailPasswordSession",
    does: "signs a guest in, who gets the secret as a cookie only",
    as: "guest",
    call: (account) => account.createEmailPasswordSession({ email: "DAN@psg.fr", password }),
    gives: () =>
      session({
        userId: "dan",
        provider: "email",
        providerUid: "dan@psg.fr",
        factors: ["password"],
        secret: "",
        current: true,
      }),
  },
  {
    method: "createEmailPasswordSession",
    does: "refuses a wrong password",
    as: "guest",
    call: (account) => account.createEmailPasswordSession({ email: emailOf("ada"), password: "incorrect" }),
    refuses: wrongCredentials,
  },
  {
    method: "createEmailPasswordSession",
    does: "refuses an unknown email, in the same words",
    as: "guest",
    call: (account) => account.createEmailPasswordSession({ email: "nobody@psg.fr", password }),
    refuses: { ...wrongCredentials, message: "Invalid credentials. Check the email and password." },
  },
  {
    method: "createEmailPasswordSession",
    does: "refuses a caller with a session",
    as: "ada",
    call: (account) => account.createEmailPasswordSession({ email: emailOf("ada"), password }),
    refuses: { code: 401, type: "user_session_already_exists" },
  },
  {
    method: "createAnonymousSession",
    does: "signs a user up and in",
    as: "guest",
    call: (account) => account.createAnonymousSession(),
    gives: () =>
      session({
        userId: aGeneratedId,
        provider: "anonymous",
        factors: ["anonymous"],
        secret: "",
        current: true,
      }),
  },
  {
    method: "createAnonymousSession",
    does: "refuses a caller with a session",
    as: "ada",
    call: (account) => account.createAnonymousSession(),
    refuses: { code: 401, type: "user_session_already_exists" },
  },
  {
    method: "createSession",
    does: "signs in with a token",
    as: "guest",
    async call(account, users) {
      const { secret } = await users.createToken({ userId: "dan" });
      return account.createSession({ userId: "dan", secret });
    },
    gives: () => session({ userId: "dan", provider: "token", factors: ["token"], secret: "", current: true }),
  },
  {
    method: "createSession",
    does: "refuses a secret of no token",
    as: "guest",
    call: (account) => account.createSession({ userId: "dan", secret: "000000" }),
    refuses: { code: 401, type: "user_invalid_token" },
  },
  {
    method: "get",
    does: "refuses a guest",
    as: "guest",
    call: (account) => account.get(),
    refuses: notSignedIn,
  },
];

/** The session that the server began for Ada, as Ada sees it. */
const adasSession = (fields: object = {}) =>
  session({ userId: "ada", provider: "server", factors: ["server"], secret: "", current: true, ...fields });

/** The id of one of the account's sessions. */
async function idOf(account: Account, which: "oldest" | "newest"): Promise<string> {
  const { sessions } = await account.listSessions();
  return sessions.at(which === "oldest" ? 0 : -1)?.$id ?? expect.fail("There is no session.");
}

const sessions: readonly AccountCall[] = [
  {
    method: "listSessions",
    does: "gives the only one, which is the current one",
    as: "ada",
    call: (account) => account.listSessions(),
    gives: () => ({ total: 1, sessions: [adasSession()] }),
  },
  {
    method: "listSessions",
    does: "refuses a guest",
    as: "guest",
    call: (account) => account.listSessions(),
    refuses: notSignedIn,
  },
  {
    method: "getSession",
    does: "gives the current one",
    as: "ada",
    call: (account) => account.getSession({ sessionId: "current" }),
    gives: () => adasSession(),
  },
  {
    method: "getSession",
    does: "gives another one",
    as: "ada",
    async call(account, users) {
      await users.createSession({ userId: "ada" });
      return account.getSession({ sessionId: await idOf(account, "newest") });
    },
    gives: () => adasSession({ current: false }),
  },
  {
    method: "getSession",
    does: "refuses one of another user",
    as: "ada",
    async call(account, users) {
      const { $id } = await users.createSession({ userId: "bob" });
      return account.getSession({ sessionId: $id });
    },
    refuses: sessionNotFound,
  },
  {
    method: "updateSession",
    does: "extends the current one",
    as: "ada",
    call: (account) => account.updateSession({ sessionId: "current" }),
    gives: () => adasSession(),
  },
  {
    method: "updateSession",
    does: "refuses an unknown one",
    as: "ada",
    call: (account) => account.updateSession({ sessionId: "unknown" }),
    refuses: sessionNotFound,
  },
  {
    method: "createJWT",
    does: "makes a JWT of the current session",
    as: "ada",
    call: (account) => account.createJWT(),
    gives: () => ({ jwt: aJwt }),
  },
  {
    method: "createJWT",
    does: "refuses a guest",
    as: "guest",
    call: (account) => account.createJWT(),
    refuses: notSignedIn,
  },
  {
    method: "deleteSession",
    does: "ends another one",
    as: "ada",
    call: async (account) => account.deleteSession({ sessionId: await idOf(account, "newest") }),
    gives: () => nothing,
  },
  {
    method: "deleteSession",
    does: "refuses an unknown one",
    as: "ada",
    call: (account) => account.deleteSession({ sessionId: "unknown" }),
    refuses: sessionNotFound,
  },
];

/** The fields of Ada that the updates below change, after the last declared call. */
let current: Readonly<Record<string, unknown>> = signedUp("ada");

/** Ada with one more change. */
function changed(change: Readonly<Record<string, unknown>>): (sdk: AccountSdk) => unknown {
  const fields = (current = { ...current, ...change });
  return (sdk) => account(sdk, fields);
}

const newEmail = "ada@analytical-engines.co.uk";
const newPassword = "a new and better password";

const profile: readonly AccountCall[] = [
  {
    method: "get",
    does: "gives the account, without the hash",
    as: "ada",
    call: (account) => account.get(),
    gives: changed({}),
  },
  {
    method: "updateName",
    does: "changes the name",
    as: "ada",
    call: (account) => account.updateName({ name: "Ada Lovelace" }),
    gives: changed({ name: "Ada Lovelace" }),
  },
  {
    method: "updateName",
    does: "refuses a name of 129 characters",
    as: "ada",
    call: (account) => account.updateName({ name: "x".repeat(129) }),
    refuses: invalid("name"),
  },
  {
    method: "updateEmail",
    does: "moves the target along",
    as: "ada",
    call: (account) => account.updateEmail({ email: "Ada@Analytical-Engines.co.uk", password }),
    gives: changed(corporate("ada", newEmail)),
  },
  {
    method: "updateEmail",
    does: "refuses a wrong password",
    as: "ada",
    call: (account) => account.updateEmail({ email: "other@psg.fr", password: "incorrect" }),
    refuses: wrongCredentials,
  },
  {
    method: "updateEmail",
    does: "refuses an address that another user has",
    as: "ada",
    call: (account) => account.updateEmail({ email: emailOf("bob"), password }),
    refuses: { code: 409, type: "user_target_already_exists" },
  },
  {
    method: "updatePhone",
    does: "gives a number and a target",
    as: "ada",
    call: (account) => account.updatePhone({ phone: "+14155550110", password }),
    gives: changed({
      phone: "+14155550110",
      targets: [target("ada", "email", newEmail), target("ada", "sms", "+14155550110")],
    }),
  },
  {
    method: "updatePhone",
    does: "refuses an invalid number",
    as: "ada",
    call: (account) => account.updatePhone({ phone: "786-307-3615", password }),
    refuses: invalid("phone"),
  },
  {
    method: "updatePassword",
    does: "changes the password",
    as: "ada",
    call: (account) => account.updatePassword({ password: newPassword, oldPassword: password }),
    gives: changed({}),
  },
  {
    method: "updatePassword",
    does: "refuses the old password",
    as: "ada",
    call: (account) => account.updatePassword({ password: "another password", oldPassword: password }),
    refuses: wrongCredentials,
  },
  {
    method: "getPrefs",
    does: "gives no preferences where there are none",
    as: "ada",
    call: (account) => account.getPrefs(),
    gives: () => ({}),
  },
  {
    method: "updatePrefs",
    does: "replaces the preferences, and gives the account",
    as: "ada",
    call: (account) => account.updatePrefs({ prefs: { theme: "dark", deep: { list: [1, null, "ü"] } } }),
    gives: changed({ prefs: { theme: "dark", deep: { list: [1, null, "ü"] } } }),
  },
  {
    method: "updatePrefs",
    does: "refuses a list",
    as: "ada",
    call: (account) => account.updatePrefs({ prefs: ["dark"] }),
    refuses: invalid("prefs"),
  },
  {
    method: "getPrefs",
    does: "gives the preferences",
    as: "ada",
    call: (account) => account.getPrefs(),
    gives: () => ({ theme: "dark", deep: { list: [1, null, "ü"] } }),
  },
  {
    method: "getPrefs",
    does: "refuses a guest",
    as: "guest",
    call: (account) => account.getPrefs(),
    refuses: notSignedIn,
  },
  {
    method: "get",
    does: "gives the account with every change",
    as: "ada",
    call: (account) => account.get(),
    gives: changed({}),
  },
];

const logs: readonly AccountCall[] = [
  {
    method: "listLogs",
    does: "gives the user's own acts, and not a server's",
    as: "lou",
    async call(account, users) {
      await users.updateName({ userId: "lou", name: "Louise" });
      await account.updateName({ name: "Lou" });
      return account.listLogs?.();
    },
    gives: () => {
      const byLou = { userId: "lou", userEmail: emailOf("lou"), userType: "user" };
      return {
        total: 2,
        logs: [
          log({ ...byLou, event: "user.update", userName: "Louise" }),
          log({ ...byLou, event: "user.create", userName: "lou" }),
        ],
      };
    },
  },
  {
    method: "listLogs",
    does: "refuses a guest",
    as: "guest",
    call: (account) => account.listLogs?.(),
    refuses: notSignedIn,
  },
];

const device = (fields: object = {}) => target("pam", "push", "device-token", { $id: "phone", ...fields });

const pushTargets: readonly AccountCall[] = [
  {
    method: "createPushTarget",
    does: "adds the device",
    as: "pam",
    call: (account) => account.createPushTarget?.({ targetId: "phone", identifier: "device-token" }),
    gives: () => device(),
  },
  {
    method: "createPushTarget",
    does: "refuses a device that another user has",
    as: "lou",
    call: (account) => account.createPushTarget?.({ targetId: "unique()", identifier: "device-token" }),
    refuses: { code: 409, type: "user_target_already_exists" },
  },
  {
    method: "updatePushTarget",
    does: "changes the device's identifier",
    as: "pam",
    call: (account) => account.updatePushTarget?.({ targetId: "phone", identifier: "another-token" }),
    gives: () => device({ identifier: "another-token" }),
  },
  {
    method: "updatePushTarget",
    does: "refuses a device of another user",
    as: "lou",
    call: (account) => account.updatePushTarget?.({ targetId: "phone", identifier: "mine" }),
    refuses: { code: 404, type: "user_target_not_found" },
  },
  {
    method: "deletePushTarget",
    does: "deletes the device",
    as: "pam",
    call: (account) => account.deletePushTarget?.({ targetId: "phone" }),
    gives: () => nothing,
  },
  {
    method: "deletePushTarget",
    does: "refuses a deleted device",
    as: "pam",
    call: (account) => account.deletePushTarget?.({ targetId: "phone" }),
    refuses: { code: 404, type: "user_target_not_found" },
  },
];

/** The calls after which a session is no longer valid. */
const endings: readonly AccountCall[] = [
  {
    method: "deleteSession",
    does: "ends the current one",
    as: "ada",
    call: (account) => account.deleteSession({ sessionId: "current" }),
    gives: () => nothing,
  },
  {
    method: "get",
    does: "refuses a session that was deleted",
    as: "ada",
    call: (account) => account.get(),
    refuses: notSignedIn,
  },
  {
    method: "deleteSessions",
    does: "ends all",
    as: "bob",
    call: (account) => account.deleteSessions(),
    gives: () => nothing,
  },
  {
    method: "deleteSessions",
    does: "refuses a user whose sessions were all deleted",
    as: "bob",
    call: (account) => account.deleteSessions(),
    refuses: notSignedIn,
  },
  {
    method: "updateStatus",
    does: "blocks the account",
    as: "cleo",
    call: (account) => account.updateStatus(),
    gives: (sdk) => account(sdk, { ...signedUp("cleo"), status: false }),
  },
  {
    method: "updateStatus",
    does: "refuses a blocked user, with that error",
    as: "cleo",
    call: (account) => account.updateStatus(),
    refuses: { code: 403, type: "user_blocked" },
  },
  {
    method: "createEmailPasswordSession",
    does: "refuses a blocked user, if the password is right",
    as: "guest",
    call: (account) => account.createEmailPasswordSession({ email: emailOf("cleo"), password }),
    refuses: { code: 403, type: "user_blocked" },
  },
];

/** Calls of servers for their users; only server SDKs have keys. */
export const serverCalls: readonly AccountCall[] = [
  {
    method: "createEmailPasswordSession",
    does: "gives a server the secret of the session",
    as: "server",
    call: (account) => account.createEmailPasswordSession({ email: "dan@psg.fr", password }),
    gives: () =>
      session({
        userId: "dan",
        provider: "email",
        providerUid: "dan@psg.fr",
        factors: ["password"],
        secret: aSessionSecret,
        current: true,
      }),
  },
  {
    method: "get",
    does: "refuses a key, which has no account",
    as: "server",
    call: (account) => account.get(),
    refuses: notSignedIn,
  },
  ...serverTokenCalls,
];

export const accountCalls: readonly AccountCall[] = [
  ...guests,
  ...sessions,
  ...profile,
  ...accountTokenCalls,
  ...accountMfaCalls,
  ...logs,
  ...pushTargets,
  ...accountIdentityCalls,
  ...endings,
];
