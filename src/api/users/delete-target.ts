import { deleteTarget as remove } from "../../domain/targets/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";

export const deleteTarget = endpoint({
  id: "usersDeleteTarget",
  summary: "Deletes a target of a user. The user keeps the email or phone.",
  method: "DELETE",
  path: "/users/{userId}/targets/{targetId}",
  scopes: ["users.write", "targets.write"],
  input: { userId: uid, targetId: uid },
  status: 204,
  output: null,
  errors: ["user_not_found", "user_target_not_found"],
  run: ({ userId, targetId }, context) => remove(context, { who: isUser(userId), targetId, isPush: false }),
});
