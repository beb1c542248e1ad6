import { createRecoveryCodes } from "../../domain/mfa/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { mfaRecoveryCodes } from "../../models/mfa.ts";

export const createMfaRecoveryCodes = endpoint({
  id: "usersCreateMfaRecoveryCodes",
  summary: "Gives a user six recovery codes, each good once in the place of another factor.",
  method: "PATCH",
  path: "/users/{userId}/mfa/recovery-codes",
  scopes: ["users.write"],
  input: { userId: uid },
  status: 201,
  output: mfaRecoveryCodes,
  errors: ["user_not_found", "user_recovery_codes_already_exists"],
  run: async ({ userId }, context) => ({ recoveryCodes: await createRecoveryCodes(context, isUser(userId)) }),
});
