import { callingUser } from "../../domain/context/index.ts";
import { createRecoveryCodes } from "../../domain/mfa/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { mfaRecoveryCodes } from "../../models/mfa.ts";

export const createMfaRecoveryCodes = endpoint({
  id: "accountCreateMfaRecoveryCodes",
  summary: "Creates six recovery codes for the account. Each replaces another factor once.",
  method: "POST",
  path: "/account/mfa/recovery-codes",
  scopes: ["account"],
  guards: true,
  input: {},
  status: 201,
  output: mfaRecoveryCodes,
  errors: ["user_not_found", "user_recovery_codes_already_exists"],
  run: async (_input, context) => ({
    recoveryCodes: await createRecoveryCodes(context, isUser(callingUser(context).seq)),
  }),
});
