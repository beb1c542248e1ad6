import { toSessionValue } from "../../domain/context/index.ts";
import { createSession as begin, newSession } from "../../domain/sessions/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { customId } from "../../http/rules/index.ts";
import { session } from "../../models/session.ts";

export const createSession = endpoint({
  id: "usersCreateSession",
  summary: "Creates a session for a user and returns its secret. Does not apply the session limit.",
  method: "POST",
  path: "/users/{userId}/sessions",
  scopes: ["users.write", "sessions.write"],
  input: { userId: customId },
  status: 201,
  output: session,
  errors: ["user_not_found", "user_blocked"],
  async run({ userId }, context) {
    const session = newSession({ provider: "server", providerUid: "", factors: ["server"] }, context.now);
    const row = await begin(context, isUser(userId), session);
    return { ...row, secret: toSessionValue({ userId: row.userId, secret: session.secret }) };
  },
});
