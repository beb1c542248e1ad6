/** The methods of `account` about MFA. From version 20 on most have two spellings; the calls of each have their own person. */
import { expect } from "vitest";
import { notThe, otpAt } from "../../mfa/otp.ts";
import { invalid, type Refusal } from "../harness/refusal.ts";
import type { Account, Users } from "../harness/sdks.ts";
import { type AccountCall, emailOf, notSignedIn, signedUp } from "./account-people.ts";
import { account, aDate, aGeneratedId, mfaFactors, nothing, recoveryCodes, session } from "./expected.ts";

/** By person. */
const spellings = {
  mia: {
    listFactors: "listMfaFactors",
    createAuthenticator: "createMfaAuthenticator",
    updateAuthenticator: "updateMfaAuthenticator",
    deleteAuthenticator: "deleteMfaAuthenticator",
    createCodes: "createMfaRecoveryCodes",
    getCodes: "getMfaRecoveryCodes",
    updateCodes: "updateMfaRecoveryCodes",
    createChallenge: "createMfaChallenge",
    updateChallenge: "updateMfaChallenge",
  },
  max: {
    listFactors: "listMFAFactors",
    createAuthenticator: "createMFAAuthenticator",
    updateAuthenticator: "updateMFAAuthenticator",
    deleteAuthenticator: "deleteMFAAuthenticator",
    createCodes: "createMFARecoveryCodes",
    getCodes: "getMFARecoveryCodes",
    updateCodes: "updateMFARecoveryCodes",
    createChallenge: "createMFAChallenge",
    updateChallenge: "updateMFAChallenge",
  },
} as const;

const invalidToken: Refusal = { code: 401, type: "user_invalid_token" };
const challengeRequired: Refusal = { code: 401, type: "user_challenge_required" };
const type = "totp";

/** One of a person's remaining recovery codes. */
async function codeOf(users: Users, userId: string): Promise<string> {
  const { recoveryCodes } = await users.getMfaRecoveryCodes({ userId });
  return recoveryCodes[0] ?? expect.fail(`${userId} has no recovery codes.`);
}

function callsOf(as: keyof typeof spellings): readonly AccountCall[] {
  const names = spellings[as];
  const { createAuthenticator, createChallenge, createCodes, deleteAuthenticator } = names;
  const { getCodes, listFactors, updateAuthenticator, updateChallenge, updateCodes } = names;

  /** The password of the person's app, once a new one is shown. */
  async function newOtp(account: Account): Promise<string> {
    const made = await account[createAuthenticator]?.({ type });
    return made === undefined ? expect.fail("There is no secret.") : otpAt(made.secret, Date.now());
  }

  /** The id of a challenge for a recovery code. */
  async function newChallenge(account: Account): Promise<string> {
    const challenge = await account[createChallenge]?.({ factor: "recoveryCode" });
    return challenge?.$id ?? expect.fail("There is no challenge.");
  }

  return [
    {
      method: listFactors,
      does: "gives no factors for a user without any",
      as,
      call: (account) => account[listFactors]?.(),
      gives: () => mfaFactors(),
    },
    {
      method: listFactors,
      does: "refuses a guest",
      as: "guest",
      call: (account) => account[listFactors]?.(),
      refuses: notSignedIn,
    },
    {
      method: createAuthenticator,
      does: "gives the secret of an app",
      as,
      call: (account) => account[createAuthenticator]?.({ type }),
      gives: () => ({
        secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
        uri: expect.stringContaining(
          `otpauth://totp/rollcall:${encodeURIComponent(emailOf(as))}?issuer=rollcall&secret=`,
        ),
      }),
    },
    {
      method: updateAuthenticator,
      does: "refuses a wrong password of the app",
      as,
      call: async (account) => account[updateAuthenticator]?.({ type, otp: notThe(await newOtp(account)) }),
      refuses: invalidToken,
    },
    {
      method: updateAuthenticator,
      does: "verifies the app by its password",
      as,
      call: async (account) => account[updateAuthenticator]?.({ type, otp: await newOtp(account) }),
      gives: (sdk) => account(sdk, signedUp(as)),
    },
    {
      method: createAuthenticator,
      does: "refuses a person with a verified app",
      as,
      call: (account) => account[createAuthenticator]?.({ type }),
      refuses: { code: 409, type: "user_authenticator_already_verified" },
    },
    {
      method: createCodes,
      does: "gives six recovery codes",
      as,
      call: (account) => account[createCodes]?.(),
      gives: () => recoveryCodes(),
    },
    {
      method: createCodes,
      does: "refuses a person who has some",
      as,
      call: (account) => account[createCodes]?.(),
      refuses: { code: 409, type: "user_recovery_codes_already_exists" },
    },
    ...([getCodes, updateCodes] as const).map((method): AccountCall => ({
      method,
      does: "refuses a session that has met no challenge",
      as,
      call: (account) => account[method]?.(),
      refuses: challengeRequired,
    })),
    {
      method: deleteAuthenticator,
      does: "refuses a session that has met no challenge",
      as,
      call: (account) => account[deleteAuthenticator]?.({ type }),
      refuses: challengeRequired,
    },
    {
      method: createChallenge,
      does: "refuses an unknown factor",
      as,
      call: (account) => account[createChallenge]?.({ factor: "fax" }),
      refuses: invalid("factor"),
    },
    {
      method: createChallenge,
      does: "refuses an email that is not verified",
      as,
      call: (account) => account[createChallenge]?.({ factor: "email" }),
      refuses: { code: 400, type: "user_email_not_verified" },
    },
    {
      method: createChallenge,
      does: "sets a challenge whose code goes to a verified email",
      as,
      async call(account, users) {
        await users.updateEmailVerification({ userId: as, emailVerification: true });
        const challenge = await account[createChallenge]?.({ factor: "email" });
        await users.updateEmailVerification({ userId: as, emailVerification: false });
        return challenge;
      },
      gives: () => ({ $id: aGeneratedId, $createdAt: aDate, userId: as, expire: aDate }),
    },
    {
      method: createChallenge,
      does: "sets a challenge, without the answer",
      as,
      call: (account) => account[createChallenge]?.({ factor: "totp" }),
      gives: () => ({ $id: aGeneratedId, $createdAt: aDate, userId: as, expire: aDate }),
    },
    {
      method: updateChallenge,
      does: "refuses a wrong answer",
      as,
      call: async (account) =>
        account[updateChallenge]?.({ challengeId: await newChallenge(account), otp: "0123456789" }),
      refuses: invalidToken,
    },
    {
      method: updateChallenge,
      does: "adds the answering factor to the session",
      as,
      call: async (account, users) =>
        account[updateChallenge]?.({ challengeId: await newChallenge(account), otp: await codeOf(users, as) }),
      gives: () =>
        session({
          userId: as,
          provider: "server",
          factors: ["server", "totp", "recoveryCode"],
          secret: "",
          current: true,
          mfaUpdatedAt: aDate,
        }),
    },
    {
      method: listFactors,
      does: "gives the user's factors",
      as,
      call: (account) => account[listFactors]?.(),
      gives: () => mfaFactors({ totp: true, recoveryCode: true }),
    },
    {
      method: getCodes,
      does: "gives the recovery codes that are left, once a challenge is met",
      as,
      call: (account) => account[getCodes]?.(),
      gives: () => recoveryCodes(5),
    },
    {
      method: updateCodes,
      does: "gives six new ones",
      as,
      call: (account) => account[updateCodes]?.(),
      gives: () => recoveryCodes(),
    },
    {
      method: "updateMFA",
      does: "turns MFA on; the session stays valid",
      as,
      call: async (account) => {
        await account.updateMFA({ mfa: true });
        return account.get();
      },
      gives: (sdk) => account(sdk, { ...signedUp(as), mfa: true }),
    },
    {
      method: deleteAuthenticator,
      does: "deletes the app",
      as,
      call: (account) => account[deleteAuthenticator]?.({ type }),
      gives: () => nothing,
    },
    {
      method: "updateMFA",
      does: "refuses a guest",
      as: "guest",
      call: (account) => account.updateMFA({ mfa: true }),
      refuses: notSignedIn,
    },
  ];
}

export const accountMfaCalls: readonly AccountCall[] = [...callsOf("mia"), ...callsOf("max")];
