import { readFactors } from "../../domain/mfa/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { mfaFactors } from "../../models/mfa.ts";

export const listMfaFactors = endpoint({
  id: "usersListMfaFactors",
  summary: "Lists which second factors a user can use. Recovery codes are not included.",
  method: "GET",
  path: "/users/{userId}/mfa/factors",
  scopes: ["users.read"],
  input: { userId: uid },
  status: 200,
  output: mfaFactors,
  errors: ["user_not_found"],
  // Upstream never includes recovery codes here (docs/spec/users.md#mfa).
  run: async ({ userId }, context) => ({ ...(await readFactors(context, isUser(userId))), recoveryCode: false }),
});
