import { createRecoveryCodes } from "../../domain/mfa/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { mfaRecoveryCodes } from "../../models/mfa.ts";

export const createMfaRecoveryCodes = endpoint({
  id: "usersCreateMfaRecoveryCodes",
  summary: "Creates six recovery codes for a user. Each replaces another factor once.",
  method: "PATCH",
  path: "/users/{userId}/mfa/recovery-codes",
  scopes: ["users.write"],
  input: { userId: uid },
  status: 201,
  output: mfaRecoveryCodes,
  errors: ["user_not_found", "user_recovery_codes_already_exists"],
  run: async ({ userId }, context) => ({ recoveryCodes: await createRecoveryCodes(context, isUser(userId)) }),
});
