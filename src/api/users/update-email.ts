import { changeOfEmail, changeUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { email, orEmpty, uid } from "../../http/rules/index.ts";
import { user } from "../../models/user.ts";

export const updateEmail = endpoint({
  id: "usersUpdateEmail",
  summary: "Changes a user's email and its target. The new email is unverified; an empty one removes both.",
  method: "PATCH",
  path: "/users/{userId}/email",
  scopes: ["users.write"],
  input: { userId: uid, email: orEmpty(email) },
  status: 200,
  output: user,
  errors: ["user_not_found", "user_email_already_exists", "user_target_already_exists"],
  run: ({ userId, email }, context) => changeUser(context, userId, changeOfEmail(context, email || null)),
});
