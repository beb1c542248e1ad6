import { deleteUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";

export const remove = endpoint({
  id: "usersDelete",
  summary: "Deletes a user and all their data except the log. The id, email and phone become available.",
  method: "DELETE",
  path: "/users/{userId}",
  scopes: ["users.write"],
  input: { userId: uid },
  status: 204,
  output: null,
  errors: ["user_not_found"],
  run: ({ userId }, context) => deleteUser(context, userId),
});
