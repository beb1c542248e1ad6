import { changeUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { looseBoolean, uid } from "../../http/rules/index.ts";
import { user } from "../../models/user.ts";

export const updateImpersonator = endpoint({
  id: "usersUpdateImpersonator",
  summary: "Sets whether a user may impersonate others.",
  method: "PATCH",
  path: "/users/{userId}/impersonator",
  scopes: ["users.write"],
  input: { userId: uid, impersonator: looseBoolean },
  status: 200,
  output: user,
  errors: ["user_not_found"],
  run: ({ userId, impersonator }, context) =>
    changeUser(context, userId, { event: "user.update", set: { impersonator } }),
});
