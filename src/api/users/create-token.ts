import { createToken as make } from "../../domain/tokens/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { optional, range, uid } from "../../http/rules/index.ts";
import { token } from "../../models/token.ts";

export const createToken = endpoint({
  id: "usersCreateToken",
  summary: "Creates a single-use sign-in token for a user. A secret under 32 digits ends after five wrong attempts.",
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
  run: ({ userId, length, expire }, context) => make(context, isUser(userId), length, expire),
});
