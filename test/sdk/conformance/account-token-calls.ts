/** The methods of `account` that send a secret, and those that redeem it. */
import { expect } from "vitest";
import { invalid, type Refusal } from "../harness/refusal.ts";
import { type AccountCall, emailOf, notSignedIn } from "./account-people.ts";
import { aGeneratedId, session, token } from "./expected.ts";

const wrongToken: Refusal = { code: 401, type: "user_invalid_token" };
const userNotFound: Refusal = { code: 404, type: "user_not_found" };

/** The targets of links: this machine, and an unknown app. */
const url = "http://localhost:5173/welcome";
const foreignUrl = "https://elsewhere.example/welcome";

const aPhrase: unknown = expect.stringMatching(/^[A-Z][a-z]+ [A-Z][a-z]+$/);

/** People who sign in by the secrets sent to them. */
const fay = { userId: "fay", email: "fay@psg.fr" };
const gus = { userId: "gus", phone: "+14155550120" };
const pamsPhone = "+14155550121";

const signIns: readonly AccountCall[] = [
  {
    method: "createEmailToken",
    does: "mails a code, and a phrase",
    as: "guest",
    call: (account) => account.createEmailToken({ userId: "eve", email: "eve@psg.fr", phrase: true }),
    gives: () => token({ userId: "eve", phrase: aPhrase }),
  },
  {
    method: "createSession",
    does: "signs in with the mailed code",
    as: "guest",
    call: async (account, _users, secretTo) =>
      account.createSession({ userId: "eve", secret: await secretTo("eve@psg.fr") }),
    gives: () => session({ userId: "eve", provider: "token", factors: ["email"], secret: "", current: true }),
  },
  {
    method: "createEmailToken",
    does: "refuses an invalid email",
    as: "guest",
    call: (account) => account.createEmailToken({ userId: "unique()", email: "eve" }),
    refuses: invalid("email"),
  },
  {
    method: "createMagicURLToken",
    does: "mails a link",
    as: "guest",
    call: (account) => account.createMagicURLToken({ ...fay, url }),
    gives: () => token({ userId: fay.userId }),
  },
  {
    method: "createMagicURLToken",
    does: "refuses a redirect URL of another host",
    as: "guest",
    call: (account) => account.createMagicURLToken({ ...fay, url: foreignUrl }),
    refuses: invalid("url"),
  },
  {
    method: "updateMagicURLSession",
    does: "signs in with the link",
    as: "guest",
    call: async (account, _users, secretTo) =>
      account.updateMagicURLSession({ userId: fay.userId, secret: await secretTo(fay.email) }),
    gives: () => session({ userId: fay.userId, provider: "magic-url", factors: ["email"], secret: "", current: true }),
  },
  {
    method: "updateMagicURLSession",
    does: "refuses the link that was followed",
    as: "guest",
    call: async (account, _users, secretTo) =>
      account.updateMagicURLSession({ userId: fay.userId, secret: await secretTo(fay.email) }),
    refuses: wrongToken,
  },
  {
    method: "createPhoneToken",
    does: "sends a code",
    as: "guest",
    call: (account) => account.createPhoneToken(gus),
    gives: () => token({ userId: gus.userId }),
  },
  {
    method: "createPhoneToken",
    does: "refuses an invalid number",
    as: "guest",
    call: (account) => account.createPhoneToken({ ...gus, phone: "786-307-3615" }),
    refuses: invalid("phone"),
  },
  {
    method: "updatePhoneSession",
    does: "signs in with the code",
    as: "guest",
    call: async (account, _users, secretTo) =>
      account.updatePhoneSession({ userId: gus.userId, secret: await secretTo(gus.phone) }),
    gives: () => session({ userId: gus.userId, provider: "phone", factors: ["phone"], secret: "", current: true }),
  },
  {
    method: "updatePhoneSession",
    does: "refuses the code that was used",
    as: "guest",
    call: async (account, _users, secretTo) =>
      account.updatePhoneSession({ userId: gus.userId, secret: await secretTo(gus.phone) }),
    refuses: wrongToken,
  },
];

/** The two spellings of verifying an email, each with its own user: an email is verified once. */
const emailVerifications = (["Verification", "EmailVerification"] as const).flatMap(
  (spelling): readonly AccountCall[] => {
    const [create, update] = [`create${spelling}`, `update${spelling}`] as const;
    const as = spelling === "Verification" ? "pam" : "bob";
    return [
      {
        method: create,
        does: "mails a link",
        as,
        call: (account) => account[create]?.({ url }),
        gives: () => token({ userId: as }),
      },
      {
        method: create,
        does: "refuses a redirect URL of another host",
        as,
        call: (account) => account[create]?.({ url: foreignUrl }),
        refuses: invalid("url"),
      },
      {
        method: update,
        does: "verifies the email",
        as: "guest",
        call: async (account, _users, secretTo) =>
          account[update]?.({ userId: as, secret: await secretTo(emailOf(as)) }),
        gives: () => token({ userId: as }),
      },
      {
        method: update,
        does: "refuses an unknown user as it does a wrong secret",
        as: "guest",
        call: (account) => account[update]?.({ userId: "nobody", secret: "wrong" }),
        refuses: wrongToken,
      },
      {
        method: create,
        does: "refuses an email that is verified",
        as,
        call: (account) => account[create]?.({ url }),
        refuses: { code: 409, type: "user_email_already_verified" },
      },
    ];
  },
);

const phoneVerification: readonly AccountCall[] = [
  {
    method: "createPhoneVerification",
    does: "sends a code",
    as: "pam",
    async call(account, users) {
      await users.updatePhone({ userId: "pam", number: pamsPhone });
      return account.createPhoneVerification();
    },
    gives: () => token({ userId: "pam" }),
  },
  {
    method: "createPhoneVerification",
    does: "refuses a guest",
    as: "guest",
    call: (account) => account.createPhoneVerification(),
    refuses: notSignedIn,
  },
  {
    method: "updatePhoneVerification",
    does: "verifies the phone",
    as: "guest",
    call: async (account, _users, secretTo) =>
      account.updatePhoneVerification({ userId: "pam", secret: await secretTo(pamsPhone) }),
    gives: () => token({ userId: "pam" }),
  },
  {
    method: "updatePhoneVerification",
    does: "refuses the code that was used",
    as: "guest",
    call: async (account, _users, secretTo) =>
      account.updatePhoneVerification({ userId: "pam", secret: await secretTo(pamsPhone) }),
    refuses: wrongToken,
  },
];

/** The recovery of a user who has signed up by a mailed code. */
const recovery: readonly AccountCall[] = [
  {
    method: "createRecovery",
    does: "mails a link",
    as: "guest",
    async call(account, users) {
      await users.create({ userId: "ivy", email: "ivy@psg.fr" });
      return account.createRecovery({ email: "Ivy@psg.fr", url });
    },
    // An id generated for the answer: it does not reveal the email's user.
    gives: () => token({ userId: aGeneratedId }),
  },
  {
    method: "createRecovery",
    does: "refuses a redirect URL of another host",
    as: "guest",
    call: (account) => account.createRecovery({ email: "ivy@psg.fr", url: foreignUrl }),
    refuses: invalid("url"),
  },
  {
    method: "updateRecovery",
    does: "sets a password",
    as: "guest",
    call: async (account, _users, secretTo) =>
      account.updateRecovery({ userId: "ivy", secret: await secretTo("ivy@psg.fr"), password: "a new password" }),
    gives: () => token({ userId: "ivy" }),
  },
  {
    method: "createEmailPasswordSession",
    does: "signs in with the new password",
    as: "guest",
    call: (account) => account.createEmailPasswordSession({ email: "ivy@psg.fr", password: "a new password" }),
    gives: () =>
      session({
        userId: "ivy",
        provider: "email",
        providerUid: "ivy@psg.fr",
        factors: ["password"],
        secret: "",
        current: true,
      }),
  },
  {
    method: "updateRecovery",
    does: "refuses the link that was followed",
    as: "guest",
    call: async (account, _users, secretTo) =>
      account.updateRecovery({ userId: "ivy", secret: await secretTo("ivy@psg.fr"), password: "another password" }),
    refuses: wrongToken,
  },
];

/** Calls whose answers only servers may see. */
export const serverTokenCalls: readonly AccountCall[] = [
  {
    method: "createRecovery",
    does: "refuses an unknown email from a server",
    as: "server",
    call: (account) => account.createRecovery({ email: "nobody@psg.fr", url }),
    refuses: userNotFound,
  },
];

export const accountTokenCalls: readonly AccountCall[] = [
  ...signIns,
  ...emailVerifications,
  ...phoneVerification,
  ...recovery,
];
