import { replaceRecoveryCodes } from "../../domain/mfa/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { mfaRecoveryCodes } from "../../models/mfa.ts";

export const updateMfaRecoveryCodes = endpoint({
  id: "usersUpdateMfaRecoveryCodes",
  summary: "Replaces a user's recovery codes with six new ones.",
  method: "PUT",
  path: "/users/{userId}/mfa/recovery-codes",
  scopes: ["users.write"],
  input: { userId: uid },
  status: 200,
  output: mfaRecoveryCodes,
  errors: ["user_not_found", "user_recovery_codes_not_found"],
  run: async ({ userId }, context) => ({ recoveryCodes: await replaceRecoveryCodes(context, isUser(userId)) }),
});
