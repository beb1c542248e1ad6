import { deleteUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";

export const remove = endpoint({
  id: "usersDelete",
  summary: "Deletes a user and all that is theirs, the log aside. The id, email and phone are free again.",
  method: "DELETE",
  path: "/users/{userId}",
  scopes: ["users.write"],
  input: { userId: uid },
  status: 204,
  output: null,
  errors: ["user_not_found"],
  run: ({ userId }, context) => deleteUser(context, userId),
});
