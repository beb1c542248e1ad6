import { assertIdentifier, createTarget as insert } from "../../domain/targets/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { customId, identifier, optional, providerType, text, uid } from "../../http/rules/index.ts";
import { generateId, uniqueId } from "../../lib/crypto/ids.ts";
import { target } from "../../models/target.ts";

export const createTarget = endpoint({
  id: "usersCreateTarget",
  summary: "Creates a target for a user: an email, a phone or a device. The user's own email and phone stay.",
  method: "POST",
  path: "/users/{userId}/targets",
  scopes: ["users.write", "targets.write"],
  input: {
    userId: uid,
    targetId: customId,
    providerType,
    identifier,
    providerId: optional(uid),
    name: optional(text(128)),
  },
  status: 201,
  output: target,
  errors: ["user_not_found", "user_target_already_exists", "general_invalid_email", "general_invalid_phone"],
  run({ userId, targetId, ...input }, context) {
    assertIdentifier(input.providerType, input.identifier);
    const id = targetId === uniqueId ? generateId(context.now) : targetId;
    return insert(context, isUser(userId), { ...input, id, sessionId: null });
  },
});
