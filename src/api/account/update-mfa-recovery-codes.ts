import { callingUser } from "../../domain/context/index.ts";
import { changesLimit } from "../../domain/limits/index.ts";
import { replaceRecoveryCodes } from "../../domain/mfa/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { mfaRecoveryCodes } from "../../models/mfa.ts";

export const updateMfaRecoveryCodes = endpoint({
  id: "accountUpdateMfaRecoveryCodes",
  summary:
    "Replaces the account's recovery codes with six new ones. Requires a challenge completed in the last half hour.",
  method: "PATCH",
  path: "/account/mfa/recovery-codes",
  scopes: ["account"],
  needsChallenge: true,
  guards: true,
  limits: [changesLimit],
  input: {},
  status: 200,
  output: mfaRecoveryCodes,
  errors: ["user_not_found", "user_recovery_codes_not_found"],
  run: async (_input, context) => ({
    recoveryCodes: await replaceRecoveryCodes(context, isUser(callingUser(context).seq)),
  }),
});
