import { changeUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { strictBoolean, uid } from "../../http/rules/index.ts";
import { user } from "../../models/user.ts";

export const updateMfa = endpoint({
  id: "usersUpdateMfa",
  summary: "Turns MFA on or off for a user.",
  method: "PATCH",
  path: "/users/{userId}/mfa",
  scopes: ["users.write"],
  input: { userId: uid, mfa: strictBoolean },
  status: 200,
  output: user,
  errors: ["user_not_found"],
  run: ({ userId, mfa }, context) => changeUser(context, userId, { event: "user.update", set: { mfa } }),
});
