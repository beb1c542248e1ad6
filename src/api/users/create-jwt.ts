import { durationDefault, durationMax, getBearer, mintJwt, recent } from "../../domain/jwts/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { optional, range, uid } from "../../http/rules/index.ts";
import { jwt } from "../../models/token.ts";

export const createJwt = endpoint({
  id: "usersCreateJWT",
  summary:
    "Creates a JWT for a user, bound to the most recent session (`recent`), to the session of an id, or to none (`none`).",
  method: "POST",
  path: "/users/{userId}/jwts",
  scopes: ["users.write"],
  input: {
    userId: uid,
    sessionId: optional(uid, recent),
    // Seconds.
    duration: optional(range(1, durationMax), durationDefault),
  },
  status: 201,
  output: jwt,
  errors: ["user_not_found", "user_blocked", "user_session_not_found"],
  async run({ userId, sessionId, duration }, context) {
    const bearer = await getBearer(context, isUser(userId), sessionId);
    return { jwt: await mintJwt(context, bearer, duration) };
  },
});
