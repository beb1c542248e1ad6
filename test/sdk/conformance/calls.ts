/**
 * Calls of every served method of `users`, with their results and refusals. Each version of the SDK runs the whole table, in
 * order, on a database that starts empty; later calls use the users of earlier ones.
 */
import { expect } from "vitest";
import { invalid, type Refusal } from "../harness/refusal.ts";
import type { Sdk, Users } from "../harness/sdks.ts";
import type { Call } from "./call.ts";
import {
  aDate,
  aGeneratedId,
  aJwt,
  aSessionSecret,
  corporate,
  log,
  nothing,
  session,
  target,
  user,
  withPassword,
} from "./expected.ts";
import { firebase, hashes, scrypt } from "./hashes.ts";
import { identityCalls } from "./identity-calls.ts";
import { mfaCalls } from "./mfa-calls.ts";
import { targetCalls } from "./target-calls.ts";

const notFound: Refusal = {
  code: 404,
  type: "user_not_found",
  message: "User with the requested ID could not be found.",
};
const conflict = (type: string): Refusal => ({ code: 409, type });

const ronaldo = "cristiano.ronaldo@manchester-united.co.uk";
const messi = "lionel.messi@psg.fr";
/** Messi, whose id has one of each allowed character. */
const userId = "Messi.10_a-b";

/** A user imported with a hash. */
const imported = (userId: string, password: string, hashOptions: object, hash: string) => (sdk: Sdk) =>
  user(sdk, {
    $id: userId,
    ...corporate(userId, `${userId}@appwrite.io`),
    name: `The ${userId}`,
    password,
    hash,
    hashOptions,
    passwordUpdate: aDate,
  });

/** The parameters of all imports. */
const account = (userId: string, password: string) => ({
  userId,
  email: `${userId}@appwrite.io`,
  password,
  name: `The ${userId}`,
});

const creates: readonly Call[] = [
  {
    method: "list",
    does: "gives an empty page when there is no user",
    call: (users) => users.list(),
    gives: () => ({ total: 0, users: [] }),
  },
  {
    method: "create",
    does: "makes a user with email, password and name; the email in lower case",
    call: (users) =>
      users.create({
        userId: "ronaldo",
        email: "Cristiano.Ronaldo@Manchester-United.co.uk",
        password: "password",
        name: "Cristiano Ronaldo",
      }),
    gives: (sdk) =>
      user(sdk, { $id: "ronaldo", ...corporate("ronaldo", ronaldo), ...withPassword, name: "Cristiano Ronaldo" }),
  },
  {
    method: "create",
    does: "makes a user with everything, and a target for the email and the phone",
    call: (users) =>
      users.create({
        userId,
        email: messi,
        phone: "+14155550110",
        password: "pässwörd",
        name: "Léo 🐐",
      }),
    gives: (sdk) =>
      user(sdk, {
        $id: userId,
        ...corporate(userId, messi),
        ...withPassword,
        phone: "+14155550110",
        name: "Léo 🐐",
        targets: [target(userId, "email", messi), target(userId, "sms", "+14155550110")],
      }),
  },
  {
    method: "create",
    does: "makes an id for `unique()`, with a phone alone",
    call: (users) => users.create({ userId: "unique()", phone: "+123456789012" }),
    gives: (sdk) =>
      user(sdk, {
        $id: aGeneratedId,
        phone: "+123456789012",
        targets: [target(aGeneratedId, "sms", "+123456789012")],
      }),
  },
  {
    method: "create",
    does: "knows a free address and its canonical form",
    call: (users) => users.create({ userId: "free", email: "f.ree+news@googlemail.com" }),
    gives: (sdk) =>
      user(sdk, {
        $id: "free",
        email: "f.ree+news@googlemail.com",
        emailCanonical: "free@gmail.com",
        emailIsFree: true,
        emailIsDisposable: false,
        emailIsCorporate: false,
        emailIsCanonical: false,
        targets: [target("free", "email", "f.ree+news@googlemail.com")],
      }),
  },
  {
    method: "create",
    does: "makes a user with nothing but an id",
    call: (users) => users.create({ userId: "bare" }),
    gives: (sdk) => user(sdk, { $id: "bare" }),
  },
  {
    method: "create",
    does: "makes a user with a password alone",
    call: (users) => users.create({ userId: "secretive", password: "passwordOnlyUser" }),
    gives: (sdk) => user(sdk, { $id: "secretive", ...withPassword }),
  },
  {
    method: "create",
    does: "refuses an id that is taken, in any case",
    call: (users) => users.create({ userId: "RONALDO" }),
    refuses: conflict("user_already_exists"),
  },
  {
    method: "create",
    does: "refuses an email that is taken",
    call: (users) => users.create({ userId: "unique()", email: ronaldo }),
    refuses: conflict("user_already_exists"),
  },
  {
    method: "create",
    does: "refuses a phone number that is taken",
    call: (users) => users.create({ userId: "unique()", phone: "+123456789012" }),
    refuses: conflict("user_already_exists"),
  },
  {
    method: "create",
    does: "refuses an id that begins with a period",
    call: (users) => users.create({ userId: ".hidden" }),
    refuses: invalid("userId"),
  },
  {
    method: "create",
    does: "refuses an email without a dot in its domain",
    call: (users) => users.create({ userId: "unique()", email: "root@localhost" }),
    refuses: invalid("email"),
  },
  {
    method: "create",
    does: "refuses a phone number without a country",
    call: (users) => users.create({ userId: "unique()", phone: "8989829304" }),
    refuses: invalid("phone"),
  },
  {
    method: "create",
    does: "refuses a password of seven bytes",
    call: (users) => users.create({ userId: "unique()", password: "1234567" }),
    refuses: invalid("password"),
  },
  {
    method: "create",
    does: "refuses an empty name",
    call: (users) => users.create({ userId: "unique()", name: "" }),
    refuses: invalid("name"),
  },
];

const imports: readonly Call[] = [
  {
    method: "createArgon2User",
    does: "takes a hash as it is",
    call: (users) => users.createArgon2User(account("argon2", hashes.argon2)),
    gives: imported("argon2", hashes.argon2, { type: "argon2" }, "argon2"),
  },
  {
    method: "createArgon2User",
    does: "refuses a hash above the ceiling, and says the most that is accepted",
    call: (users) => users.createArgon2User(account("costly", hashes.argon2.replace("m=20", "m=131072"))),
    refuses: {
      ...invalid("password"),
      message: expect.stringMatching(/^Invalid `password` param: .*65,?536/),
    },
  },
  {
    method: "createBcryptUser",
    does: "takes a hash as it is",
    call: (users) => users.createBcryptUser(account("bcrypt", hashes.bcrypt)),
    gives: imported("bcrypt", hashes.bcrypt, { type: "bcrypt" }, "bcrypt"),
  },
  {
    method: "createBcryptUser",
    does: "refuses a malformed bcrypt hash",
    call: (users) => users.createBcryptUser(account("unique", hashes.md5)),
    refuses: invalid("password"),
  },
  {
    method: "createMD5User",
    does: "takes a hash as it is",
    call: (users) => users.createMD5User(account("md5", hashes.md5)),
    gives: imported("md5", hashes.md5, { type: "md5" }, "md5"),
  },
  {
    method: "createMD5User",
    does: "refuses an email that is taken",
    call: (users) => users.createMD5User({ ...account("another", hashes.md5), email: "argon2@appwrite.io" }),
    refuses: conflict("user_already_exists"),
  },
  {
    method: "createPHPassUser",
    does: "takes a hash as it is",
    call: (users) => users.createPHPassUser(account("phpass", hashes.phpass)),
    gives: imported("phpass", hashes.phpass, { type: "phpass" }, "phpass"),
  },
  {
    method: "createPHPassUser",
    does: "refuses an id that is taken",
    call: (users) => users.createPHPassUser({ ...account("another", hashes.phpass), userId: "phpass" }),
    refuses: conflict("user_already_exists"),
  },
  {
    method: "createScryptUser",
    does: "takes a hash as it is, with its salt and costs",
    call: (users) => users.createScryptUser({ ...account("scrypt", hashes.scrypt), ...scrypt, passwordLength: 64 }),
    gives: imported(
      "scrypt",
      hashes.scrypt,
      { salt: "appwrite", costCpu: 16_384, costMemory: 13, costParallel: 2, length: 64, type: "scrypt" },
      "scrypt",
    ),
  },
  {
    method: "createScryptUser",
    does: "refuses a cost that is not a power of two",
    call: (users) =>
      users.createScryptUser({
        ...account("another", hashes.scrypt),
        ...scrypt,
        passwordCpu: 16_383,
        passwordLength: 64,
      }),
    refuses: invalid("passwordCpu"),
  },
  {
    method: "createScryptModifiedUser",
    does: "takes a hash as it is, with salt, separator and signer key",
    call: (users) =>
      users.createScryptModifiedUser({ ...account("scrypt-modified", hashes.scryptModified), ...firebase }),
    gives: imported(
      "scrypt-modified",
      hashes.scryptModified,
      {
        signerKey: firebase.passwordSignerKey,
        saltSeparator: firebase.passwordSaltSeparator,
        salt: firebase.passwordSalt,
        type: "scryptMod",
      },
      "scryptMod",
    ),
  },
  {
    method: "createScryptModifiedUser",
    does: "refuses a salt that is not base64",
    call: (users) =>
      users.createScryptModifiedUser({
        ...account("another", hashes.scryptModified),
        ...firebase,
        passwordSalt: "not base64",
      }),
    refuses: invalid("passwordSalt"),
  },
  {
    method: "createSHAUser",
    does: "takes a hash as it is, with its version",
    call: (users) => users.createSHAUser({ ...account("sha512", hashes.sha512), passwordVersion: "sha512" }),
    gives: imported("sha512", hashes.sha512, { version: "sha512", type: "sha" }, "sha"),
  },
  {
    method: "createSHAUser",
    does: "takes a hash without a version",
    call: (users) => users.createSHAUser(account("sha", hashes.sha3)),
    gives: imported("sha", hashes.sha3, { type: "sha" }, "sha"),
  },
  {
    method: "createSHAUser",
    does: "refuses an unknown version",
    call: (users) => users.createSHAUser({ ...account("another", hashes.sha512), passwordVersion: "sha999" }),
    refuses: invalid("passwordVersion"),
  },
];

/** Ronaldo as he was created. */
const asCreated = (sdk: Sdk) =>
  user(sdk, { $id: "ronaldo", ...corporate("ronaldo", ronaldo), ...withPassword, name: "Cristiano Ronaldo" });

const reads: readonly Call[] = [
  {
    method: "get",
    does: "gives the user that was created",
    call: (users) => users.get({ userId: "ronaldo" }),
    gives: asCreated,
  },
  {
    method: "get",
    does: "refuses an id that no user has in this spelling",
    call: (users) => users.get({ userId: "Ronaldo" }),
    refuses: notFound,
  },
  {
    method: "get",
    does: "refuses an invalid id",
    call: (users) => users.get({ userId: "_id" }),
    refuses: invalid("userId"),
  },
  ...["ronaldo", ronaldo, "cristiano.ronaldo", "manchester", "united.co.uk", "man"].map((search): Call => ({
    method: "list",
    does: `finds by the search "${search}"`,
    call: (users) => users.list({ search }),
    gives: (sdk) => ({ total: 1, users: [asCreated(sdk)] }),
  })),
  {
    method: "list",
    does: "finds no user by a search without words",
    call: (users) => users.list({ search: ">" }),
    gives: () => ({ total: 0, users: [] }),
  },
  {
    method: "list",
    does: "takes queries and search together",
    call: (users, query) => users.list({ queries: [query.equal("name", "cristiano ronaldo")], search: "man" }),
    gives: (sdk) => ({ total: 1, users: [asCreated(sdk)] }),
  },
  {
    method: "list",
    does: "omits the total on request",
    since: 20,
    call: (users, query) => users.list({ queries: [query.limit(1)], total: false }),
    gives: (sdk) => ({ total: 0, users: [asCreated(sdk)] }),
  },
  {
    method: "list",
    does: "counts beyond the page",
    call: (users, query) => users.list({ queries: [query.limit(1)] }),
    gives: (sdk) => ({ total: 14, users: [asCreated(sdk)] }),
  },
  {
    method: "list",
    does: "refuses an invalid query",
    call: (users) => users.list({ queries: ["equal('name', 'A')"] }),
    refuses: invalid("queries"),
  },
  {
    method: "list",
    does: "refuses an attribute that is not listed",
    call: (users, query) => users.list({ queries: [query.equal("password", "x")] }),
    refuses: invalid("queries"),
  },
  {
    method: "list",
    does: "refuses an unknown cursor",
    call: (users, query) => users.list({ queries: [query.cursorAfter("unknown")] }),
    refuses: { code: 400, type: "general_cursor_not_found" },
  },
  {
    method: "list",
    does: "refuses a search of 257 characters",
    call: (users) => users.list({ search: "a".repeat(257) }),
    refuses: invalid("search"),
  },
];

const sms = target(userId, "sms", "+14155550110");

/** The fields of the user that the updates below change, after the last declared call. */
let current: Readonly<Record<string, unknown>> = {
  $id: userId,
  ...corporate(userId, messi),
  ...withPassword,
  phone: "+14155550110",
  name: "Léo 🐐",
  targets: [target(userId, "email", messi), sms],
};

/** The same user with one more change. */
function changed(change: Readonly<Record<string, unknown>>): (sdk: Sdk) => unknown {
  const fields = (current = { ...current, ...change });
  return (sdk) => user(sdk, fields);
}

const noEmail = {
  email: "",
  emailVerification: false,
  emailCanonical: null,
  emailIsFree: null,
  emailIsDisposable: null,
  emailIsCorporate: null,
  emailIsCanonical: null,
};
const miami = "leo@inter-miami.us";

const updates: readonly Call[] = [
  {
    method: "updateStatus",
    does: "blocks",
    call: (users) => users.updateStatus({ userId, status: false }),
    gives: changed({ status: false }),
  },
  {
    method: "updateStatus",
    does: "unblocks the user",
    call: (users) => users.updateStatus({ userId, status: true }),
    gives: changed({ status: true }),
  },
  {
    method: "updateStatus",
    does: "refuses an absent user",
    call: (users) => users.updateStatus({ userId: "absent", status: false }),
    refuses: notFound,
  },
  {
    method: "updateLabels",
    does: "replaces the labels, keeping the first of repeated ones",
    call: (users) => users.updateLabels({ userId, labels: ["vip", "vip", "pro"] }),
    gives: changed({ labels: ["vip", "pro"] }),
  },
  {
    method: "updateLabels",
    does: "removes all labels",
    call: (users) => users.updateLabels({ userId, labels: [] }),
    gives: changed({ labels: [] }),
  },
  {
    method: "updateLabels",
    does: "refuses a label with a hyphen, before it looks for the user",
    call: (users) => users.updateLabels({ userId: "absent", labels: ["invalid-label"] }),
    refuses: invalid("labels"),
  },
  {
    method: "updateLabels",
    does: "refuses an absent user",
    call: (users) => users.updateLabels({ userId: "absent", labels: ["admin"] }),
    refuses: notFound,
  },
  {
    method: "updateName",
    does: "clears the name",
    call: (users) => users.updateName({ userId, name: "" }),
    gives: changed({ name: "" }),
  },
  {
    method: "updateName",
    does: "changes the name",
    call: (users) => users.updateName({ userId, name: "Updated name" }),
    gives: changed({ name: "Updated name" }),
  },
  {
    method: "updateName",
    does: "refuses a name of 129 characters",
    call: (users) => users.updateName({ userId, name: "x".repeat(129) }),
    refuses: invalid("name"),
  },
  {
    method: "updateName",
    does: "refuses an absent user",
    call: (users) => users.updateName({ userId: "absent", name: "x" }),
    refuses: notFound,
  },
  {
    method: "updateEmailVerification",
    does: "marks the email as verified",
    call: (users) => users.updateEmailVerification({ userId, emailVerification: true }),
    gives: changed({ emailVerification: true }),
  },
  {
    method: "updateEmailVerification",
    does: "refuses an absent user",
    call: (users) => users.updateEmailVerification({ userId: "absent", emailVerification: true }),
    refuses: notFound,
  },
  {
    method: "updatePhoneVerification",
    does: "marks the phone number as verified",
    call: (users) => users.updatePhoneVerification({ userId, phoneVerification: true }),
    gives: changed({ phoneVerification: true }),
  },
  {
    method: "updatePhoneVerification",
    does: "refuses an absent user",
    call: (users) => users.updatePhoneVerification({ userId: "absent", phoneVerification: true }),
    refuses: notFound,
  },
  {
    method: "updateEmail",
    does: "refuses the user's current address",
    call: (users) => users.updateEmail({ userId, email: messi }),
    refuses: conflict("user_target_already_exists"),
  },
  {
    method: "updateEmail",
    does: "removes the email, its verification and its target",
    call: (users) => users.updateEmail({ userId, email: "" }),
    gives: changed({ ...noEmail, targets: [sms] }),
  },
  {
    method: "updateEmail",
    does: "gives a new email, not verified, and a new target",
    call: (users) => users.updateEmail({ userId, email: "Leo@Inter-Miami.us" }),
    gives: changed({ ...corporate(userId, miami), targets: [sms, target(userId, "email", miami)] }),
  },
  {
    method: "updateEmail",
    does: "refuses an invalid email",
    call: (users) => users.updateEmail({ userId, email: "leo" }),
    refuses: invalid("email"),
  },
  {
    method: "updateEmail",
    does: "refuses an absent user",
    call: (users) => users.updateEmail({ userId: "absent", email: "new@appwrite.io" }),
    refuses: notFound,
  },
  {
    method: "updatePhone",
    does: "moves the target along, and the number is not verified any more",
    call: (users) => users.updatePhone({ userId, number: "+910000000000" }),
    gives: changed({
      phone: "+910000000000",
      phoneVerification: false,
      targets: [target(userId, "sms", "+910000000000"), target(userId, "email", miami)],
    }),
  },
  {
    method: "updatePhone",
    does: "refuses a number that another user has",
    call: (users) => users.updatePhone({ userId: "ronaldo", number: "+910000000000" }),
    refuses: conflict("user_target_already_exists"),
  },
  {
    method: "updatePhone",
    does: "refuses an invalid number",
    call: (users) => users.updatePhone({ userId, number: "786-307-3615" }),
    refuses: invalid("number"),
  },
  {
    method: "updatePhone",
    does: "removes the number and its target",
    call: (users) => users.updatePhone({ userId, number: "" }),
    gives: changed({ phone: "", targets: [target(userId, "email", miami)] }),
  },
  {
    method: "updatePassword",
    does: "clears the password",
    call: (users) => users.updatePassword({ userId, password: "" }),
    gives: changed({ password: "" }),
  },
  {
    method: "updatePassword",
    does: "hashes a new password",
    call: (users) => users.updatePassword({ userId, password: "password2" }),
    gives: changed(withPassword),
  },
  {
    method: "updatePassword",
    does: "replaces an imported hash",
    call: (users) => users.updatePassword({ userId: "md5", password: "password2" }),
    gives: (sdk) => user(sdk, { $id: "md5", ...corporate("md5", "md5@appwrite.io"), ...withPassword, name: "The md5" }),
  },
  {
    method: "updatePassword",
    does: "refuses a password of 257 bytes",
    call: (users) => users.updatePassword({ userId, password: "x".repeat(257) }),
    refuses: invalid("password"),
  },
  {
    method: "updatePassword",
    does: "refuses an absent user",
    call: (users) => users.updatePassword({ userId: "absent", password: "password2" }),
    refuses: notFound,
  },
  {
    method: "getPrefs",
    does: "gives no preferences where there are none",
    call: (users) => users.getPrefs({ userId }),
    gives: () => ({}),
  },
  {
    method: "updatePrefs",
    does: "replaces the preferences",
    call: (users) => users.updatePrefs({ userId, prefs: { theme: "dark", deep: { list: [1, null, "ü"] } } }),
    gives: () => ({ theme: "dark", deep: { list: [1, null, "ü"] } }),
  },
  {
    method: "getPrefs",
    does: "gives the preferences",
    call: (users) => users.getPrefs({ userId }),
    gives: () => ({ theme: "dark", deep: { list: [1, null, "ü"] } }),
  },
  {
    method: "updatePrefs",
    does: "refuses a list",
    call: (users) => users.updatePrefs({ userId, prefs: ["dark"] }),
    refuses: invalid("prefs"),
  },
  {
    method: "updatePrefs",
    does: "refuses an absent user",
    call: (users) => users.updatePrefs({ userId: "absent", prefs: {} }),
    refuses: notFound,
  },
  {
    method: "getPrefs",
    does: "refuses an absent user",
    call: (users) => users.getPrefs({ userId: "absent" }),
    refuses: notFound,
  },
  {
    method: "updateImpersonator",
    does: "sets the flag",
    call: (users) => users.updateImpersonator?.({ userId: "bare", impersonator: true }),
    gives: (sdk) => user(sdk, { $id: "bare", impersonator: true }),
  },
  {
    method: "updateImpersonator",
    does: "refuses an absent user",
    call: (users) => users.updateImpersonator?.({ userId: "absent", impersonator: true }),
    refuses: notFound,
  },
  {
    method: "get",
    does: "gives the user with every change",
    call: (users) => users.get({ userId }),
    gives: changed({ prefs: { theme: "dark", deep: { list: [1, null, "ü"] } } }),
  },
];

const serverSession = (userId: string, secret: unknown) =>
  session({ userId, provider: "server", factors: ["server"], secret });

/** The id of a user's oldest session. */
async function oldestSession(users: Users, userId: string): Promise<string> {
  const { sessions } = await users.listSessions({ userId });
  return sessions[0]?.$id ?? expect.fail(`${userId} has no session.`);
}

/** A token's secret of this many digits, and its expiry. */
const token = (length: number) => ({
  $id: aGeneratedId,
  $createdAt: aDate,
  userId,
  secret: expect.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`)),
  expire: aDate,
  phrase: "",
});

const sessionCalls: readonly Call[] = [
  {
    method: "listSessions",
    does: "gives no session where there is none",
    call: (users) => users.listSessions({ userId }),
    gives: () => ({ total: 0, sessions: [] }),
  },
  ...[userId, userId, "bare"].map((userId): Call => ({
    method: "createSession",
    does: `begins a session of ${userId}, with its secret`,
    call: (users) => users.createSession({ userId }),
    gives: () => serverSession(userId, aSessionSecret),
  })),
  {
    method: "createSession",
    does: "refuses an absent user",
    call: (users) => users.createSession({ userId: "absent" }),
    refuses: notFound,
  },
  {
    method: "listSessions",
    does: "gives the sessions without their secrets",
    call: (users) => users.listSessions({ userId }),
    gives: () => ({ total: 2, sessions: [serverSession(userId, ""), serverSession(userId, "")] }),
  },
  {
    method: "listSessions",
    does: "omits the total on request",
    since: 20,
    call: (users) => users.listSessions({ userId: "bare", total: false }),
    gives: () => ({ total: 0, sessions: [serverSession("bare", "")] }),
  },
  {
    method: "listSessions",
    does: "refuses an absent user",
    call: (users) => users.listSessions({ userId: "absent" }),
    refuses: notFound,
  },
  {
    method: "deleteSession",
    does: "refuses a session of another user",
    call: async (users) => users.deleteSession({ userId, sessionId: await oldestSession(users, "bare") }),
    refuses: { code: 404, type: "user_session_not_found" },
  },
  {
    method: "deleteSession",
    does: "ends a session",
    call: async (users) => users.deleteSession({ userId, sessionId: await oldestSession(users, userId) }),
    gives: () => nothing,
  },
  {
    method: "listSessions",
    does: "gives the session that is left",
    call: (users) => users.listSessions({ userId }),
    gives: () => ({ total: 1, sessions: [serverSession(userId, "")] }),
  },
  {
    method: "createJWT",
    does: "makes a JWT of the newest session",
    call: (users) => users.createJWT({ userId }),
    gives: () => ({ jwt: aJwt }),
  },
  {
    method: "createJWT",
    does: "makes a JWT without a session, with a duration",
    call: (users) => users.createJWT({ userId, sessionId: "none", duration: 3_600 }),
    gives: () => ({ jwt: aJwt }),
  },
  {
    method: "createJWT",
    does: "refuses a duration above an hour",
    call: (users) => users.createJWT({ userId, sessionId: "recent", duration: 3_601 }),
    refuses: invalid("duration"),
  },
  {
    method: "createJWT",
    does: "refuses an absent user",
    call: (users) => users.createJWT({ userId: "absent" }),
    refuses: notFound,
  },
  {
    method: "deleteSessions",
    does: "ends all sessions",
    call: (users) => users.deleteSessions({ userId }),
    gives: () => nothing,
  },
  {
    method: "deleteSessions",
    does: "succeeds when no session is left",
    call: (users) => users.deleteSessions({ userId }),
    gives: () => nothing,
  },
  {
    method: "deleteSessions",
    does: "refuses an absent user",
    call: (users) => users.deleteSessions({ userId: "absent" }),
    refuses: notFound,
  },
  {
    method: "createToken",
    does: "makes a secret of 6 digits",
    call: (users) => users.createToken({ userId }),
    gives: () => token(6),
  },
  {
    method: "createToken",
    does: "makes a secret of 15 digits that lives for a minute",
    call: (users) => users.createToken({ userId, length: 15, expire: 60 }),
    gives: () => token(15),
  },
  {
    method: "createToken",
    does: "refuses a secret of one digit",
    call: (users) => users.createToken({ userId, length: 1, expire: 60 }),
    refuses: invalid("length"),
  },
  {
    method: "createToken",
    does: "refuses a lifetime of more than a year",
    call: (users) => users.createToken({ userId, length: 6, expire: 999_999_999_999_999 }),
    refuses: invalid("expire"),
  },
  {
    method: "createToken",
    does: "refuses an absent user",
    call: (users) => users.createToken({ userId: "absent" }),
    refuses: notFound,
  },
  {
    method: "updateStatus",
    does: "blocks a user, who then gets no session, token or JWT",
    call: (users) => users.updateStatus({ userId: "secretive", status: false }),
    gives: (sdk) => user(sdk, { $id: "secretive", ...withPassword, status: false }),
  },
  ...(["createSession", "createToken", "createJWT"] as const).map((method): Call => ({
    method,
    does: "refuses a blocked user",
    call: (users) => users[method]({ userId: "secretive" }),
    refuses: { code: 403, type: "user_blocked" },
  })),
];

const logCalls: readonly Call[] = [
  {
    method: "listLogs",
    does: "gives the user's log, newest first",
    call: async (users) => {
      await users.create({ userId: "logged", name: "Logged" });
      await users.updateName({ userId: "logged", name: "" });
      return users.listLogs({ userId: "logged" });
    },
    gives: () => ({ total: 2, logs: [log({ event: "user.update" }), log({ event: "user.create" })] }),
  },
  {
    method: "listLogs",
    does: "takes a limit and an offset",
    call: (users, query) => users.listLogs({ userId: "logged", queries: [query.limit(1), query.offset(1)] }),
    gives: () => ({ total: 2, logs: [log({ event: "user.create" })] }),
  },
  {
    method: "listLogs",
    does: "omits the total on request",
    since: 20,
    call: (users, query) => users.listLogs({ userId: "logged", queries: [query.limit(1)], total: false }),
    gives: () => ({ total: 0, logs: [log({ event: "user.update" })] }),
  },
  {
    method: "listLogs",
    does: "refuses an order",
    call: (users, query) => users.listLogs({ userId: "logged", queries: [query.orderAsc("time")] }),
    refuses: invalid("queries"),
  },
  {
    method: "listLogs",
    does: "refuses an absent user",
    call: (users) => users.listLogs({ userId: "absent" }),
    refuses: notFound,
  },
];

/** The calls about a user's teams are in team-calls.ts. */
const membershipCalls: readonly Call[] = [
  {
    method: "listMemberships",
    does: "gives none where there is none",
    call: (users) => users.listMemberships({ userId: "logged" }),
    gives: () => ({ total: 0, memberships: [] }),
  },
  {
    method: "listMemberships",
    does: "refuses equal on roles",
    since: 17,
    call: (users, query) => users.listMemberships({ userId: "logged", queries: [query.equal("roles", ["cook"])] }),
    refuses: {
      code: 400,
      type: "general_argument_invalid",
      message:
        'Invalid `queries` param: Invalid query: Cannot query equal on attribute "roles" because it is an array.',
    },
  },
  {
    method: "listMemberships",
    does: "refuses an absent user",
    call: (users) => users.listMemberships({ userId: "absent" }),
    refuses: notFound,
  },
];

const removals: readonly Call[] = [
  {
    method: "delete",
    does: "deletes",
    call: (users) => users.delete({ userId: "ronaldo" }),
    gives: () => nothing,
  },
  {
    method: "delete",
    does: "refuses a deleted user",
    call: (users) => users.delete({ userId: "ronaldo" }),
    refuses: notFound,
  },
  {
    method: "create",
    does: "may take id and email of a deleted user",
    call: (users) => users.create({ userId: "ronaldo", email: ronaldo }),
    gives: (sdk) => user(sdk, { $id: "ronaldo", ...corporate("ronaldo", ronaldo) }),
  },
];

export const calls: readonly Call[] = [
  ...creates,
  ...imports,
  ...reads,
  ...updates,
  ...sessionCalls,
  ...targetCalls,
  ...identityCalls,
  ...mfaCalls,
  ...logCalls,
  ...membershipCalls,
  ...removals,
];
