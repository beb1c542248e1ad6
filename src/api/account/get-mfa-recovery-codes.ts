import { callingUser } from "../../domain/context/index.ts";
import { getRecoveryCodes } from "../../domain/mfa/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { mfaRecoveryCodes } from "../../models/mfa.ts";

export const getMfaRecoveryCodes = endpoint({
  id: "accountGetMfaRecoveryCodes",
  summary: "Gets the account's unused recovery codes. Requires a challenge completed in the last half hour.",
  method: "GET",
  path: "/account/mfa/recovery-codes",
  scopes: ["account"],
  needsChallenge: true,
  guards: true,
  input: {},
  status: 200,
  output: mfaRecoveryCodes,
  errors: ["user_not_found", "user_recovery_codes_not_found"],
  run: async (_input, context) => ({
    recoveryCodes: await getRecoveryCodes(context, isUser(callingUser(context).seq)),
  }),
});
