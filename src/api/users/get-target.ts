import { getTarget as get } from "../../domain/targets/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { target } from "../../models/target.ts";

export const getTarget = endpoint({
  id: "usersGetTarget",
  summary: "Gets one target of a user.",
  method: "GET",
  path: "/users/{userId}/targets/{targetId}",
  scopes: ["users.read", "targets.read"],
  input: { userId: uid, targetId: uid },
  status: 200,
  output: target,
  errors: ["user_not_found", "user_target_not_found"],
  run: ({ userId, targetId }, context) => get(context, isUser(userId), targetId),
});
