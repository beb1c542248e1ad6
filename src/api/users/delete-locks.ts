import { deleteLocks as forget } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";

export const deleteLocks = endpoint({
  id: "usersDeleteLocks",
  summary: "Ends the pause after wrong passwords, and resets the failure count.",
  method: "DELETE",
  path: "/users/{userId}/locks",
  scopes: ["users.write"],
  input: { userId: uid },
  status: 204,
  output: null,
  errors: ["user_not_found"],
  run: ({ userId }, context) => forget(context, userId),
});
