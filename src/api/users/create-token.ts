import { createToken as make } from "../../domain/tokens/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { optional, range, uid } from "../../http/rules/index.ts";
import { token } from "../../models/token.ts";

export const createToken = endpoint({
  id: "usersCreateToken",
  summary: "Creates a token whose secret signs a user in once. Five wrong tries end one of fewer than 32 digits.",
  method: "POST",
  path: "/users/{userId}/tokens",
  scopes: ["users.write"],
  input: {
    userId: uid,
    length: optional(range(4, 128), 6),
    // Seconds.
    expire: optional(range(60, 31_536_000), 900),
  },
  status: 201,
  output: token,
  errors: ["user_not_found", "user_blocked"],
  run: ({ userId, length, expire }, context) => make(context, isUser(userId), { userId, length, seconds: expire }),
});
