import { getCustomChallenge } from "../../domain/mfa/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { text, uid } from "../../http/rules/index.ts";
import { mfaCustomChallenge } from "../../models/mfa.ts";

export const getMfaChallenge = endpoint({
  id: "usersGetMfaChallenge",
  summary: "Gets a challenge of the custom factor with its code, so a server can deliver the code itself.",
  method: "GET",
  path: "/users/{userId}/mfa/challenges/{challengeId}",
  scopes: ["users.read"],
  guards: true,
  input: { userId: uid, challengeId: text(256) },
  status: 200,
  output: mfaCustomChallenge,
  errors: ["user_not_found", "user_invalid_token"],
  run: ({ userId, challengeId }, context) => getCustomChallenge(context, isUser(userId), challengeId),
});
