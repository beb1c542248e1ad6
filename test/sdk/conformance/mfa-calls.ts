/** The methods of `users` about MFA. From version 20 on each has two spellings; the calls of each have their own user. */
import { invalid, type Refusal } from "../harness/refusal.ts";
import type { Call } from "./call.ts";
import { aDate, mfaFactors, nothing, recoveryCodes, user } from "./expected.ts";

/** By the user's id. */
const spellings = {
  guarded: {
    update: "updateMfa",
    listFactors: "listMfaFactors",
    createCodes: "createMfaRecoveryCodes",
    getCodes: "getMfaRecoveryCodes",
    updateCodes: "updateMfaRecoveryCodes",
    deleteAuthenticator: "deleteMfaAuthenticator",
  },
  watched: {
    update: "updateMFA",
    listFactors: "listMFAFactors",
    createCodes: "createMFARecoveryCodes",
    getCodes: "getMFARecoveryCodes",
    updateCodes: "updateMFARecoveryCodes",
    deleteAuthenticator: "deleteMFAAuthenticator",
  },
} as const;

const userNotFound: Refusal = { code: 404, type: "user_not_found" };

function callsOf(userId: keyof typeof spellings): readonly Call[] {
  const { createCodes, deleteAuthenticator, getCodes, listFactors, update, updateCodes } = spellings[userId];
  const absent = { userId: "absent" };
  return [
    {
      method: listFactors,
      does: "gives no factors for a user without any",
      call: async (users) => {
        await users.create({ userId });
        return users[listFactors]?.({ userId });
      },
      gives: () => mfaFactors(),
    },
    {
      method: listFactors,
      does: "refuses an absent user",
      call: (users) => users[listFactors]?.(absent),
      refuses: userNotFound,
    },
    {
      method: updateCodes,
      does: "refuses a user who has no recovery codes",
      call: (users) => users[updateCodes]?.({ userId }),
      refuses: { code: 404, type: "user_recovery_codes_not_found" },
    },
    {
      method: createCodes,
      does: "gives six recovery codes",
      call: (users) => users[createCodes]?.({ userId }),
      gives: () => recoveryCodes(),
    },
    {
      method: createCodes,
      does: "refuses a user who has some",
      call: (users) => users[createCodes]?.({ userId }),
      refuses: { code: 409, type: "user_recovery_codes_already_exists" },
    },
    {
      method: getCodes,
      does: "gives the recovery codes",
      call: (users) => users[getCodes]?.({ userId }),
      gives: () => recoveryCodes(),
    },
    {
      method: getCodes,
      does: "refuses an absent user",
      call: (users) => users[getCodes]?.(absent),
      refuses: userNotFound,
    },
    {
      method: updateCodes,
      does: "gives six new ones",
      call: (users) => users[updateCodes]?.({ userId }),
      gives: () => recoveryCodes(),
    },
    {
      method: deleteAuthenticator,
      does: "deletes the user's app",
      async call(users, _query, signIn) {
        const account = await signIn(userId);
        await account.createMfaAuthenticator({ type: "totp" });
        return users[deleteAuthenticator]?.({ userId, type: "totp" });
      },
      gives: () => nothing,
    },
    {
      method: deleteAuthenticator,
      does: "refuses a user who has none",
      call: (users) => users[deleteAuthenticator]?.({ userId, type: "totp" }),
      refuses: { code: 404, type: "user_authenticator_not_found" },
    },
    {
      method: deleteAuthenticator,
      does: "refuses an unknown kind",
      call: (users) => users[deleteAuthenticator]?.({ userId, type: "sms" }),
      refuses: invalid("type"),
    },
    {
      method: update,
      does: "turns MFA on",
      call: (users) => users[update]?.({ userId, mfa: true }),
      gives: (sdk) => user(sdk, { $id: userId, accessedAt: aDate, mfa: true }),
    },
    {
      method: update,
      does: "refuses an absent user",
      call: (users) => users[update]?.({ ...absent, mfa: true }),
      refuses: userNotFound,
    },
  ];
}

export const mfaCalls: readonly Call[] = [...callsOf("guarded"), ...callsOf("watched")];
