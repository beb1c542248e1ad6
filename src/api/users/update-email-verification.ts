import { changeOfVerification, changeUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { strictBoolean, uid } from "../../http/rules/index.ts";
import { user } from "../../models/user.ts";

export const updateEmailVerification = endpoint({
  id: "usersUpdateEmailVerification",
  summary: "Sets whether a user's email is verified.",
  method: "PATCH",
  path: "/users/{userId}/verification",
  scopes: ["users.write"],
  input: { userId: uid, emailVerification: strictBoolean },
  status: 200,
  output: user,
  errors: ["user_not_found"],
  run: ({ userId, emailVerification }, context) =>
    changeUser(context, userId, changeOfVerification("email", emailVerification)),
});
