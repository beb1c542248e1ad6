import { updateTarget as update } from "../../domain/targets/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { identifier, optional, text, uid } from "../../http/rules/index.ts";
import { target } from "../../models/target.ts";

export const updateTarget = endpoint({
  id: "usersUpdateTarget",
  summary: "Changes a target of a user. A new identifier marks it as reachable.",
  method: "PATCH",
  path: "/users/{userId}/targets/{targetId}",
  scopes: ["users.write", "targets.write"],
  input: {
    userId: uid,
    targetId: uid,
    identifier: optional(identifier),
    providerId: optional(uid),
    name: optional(text(128)),
  },
  status: 200,
  output: target,
  errors: [
    "user_not_found",
    "user_target_not_found",
    "general_invalid_email",
    "general_invalid_phone",
    "provider_not_found",
    "provider_incorrect_type",
    "document_already_exists",
  ],
  run({ userId, targetId, ...change }, context) {
    const key = { who: isUser(userId), targetId, isPush: false };
    return update(context, key, { ...change, taken: "document_already_exists" });
  },
});
