import { changeOfName, changeUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { text, uid } from "../../http/rules/index.ts";
import { user } from "../../models/user.ts";

export const updateName = endpoint({
  id: "usersUpdateName",
  summary: "Changes a user's name. It may be empty.",
  method: "PATCH",
  path: "/users/{userId}/name",
  scopes: ["users.write"],
  input: { userId: uid, name: text(128, 0) },
  status: 200,
  output: user,
  errors: ["user_not_found"],
  run: ({ userId, name }, context) => changeUser(context, userId, changeOfName(name)),
});
