import { getRecoveryCodes } from "../../domain/mfa/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { mfaRecoveryCodes } from "../../models/mfa.ts";

export const getMfaRecoveryCodes = endpoint({
  id: "usersGetMfaRecoveryCodes",
  summary: "Gets a user's unused recovery codes.",
  method: "GET",
  path: "/users/{userId}/mfa/recovery-codes",
  scopes: ["users.read"],
  guards: true,
  input: { userId: uid },
  status: 200,
  output: mfaRecoveryCodes,
  errors: ["user_not_found", "user_recovery_codes_not_found"],
  run: async ({ userId }, context) => ({ recoveryCodes: await getRecoveryCodes(context, isUser(userId)) }),
});
