import { listSessions as list } from "../../domain/sessions/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { looseBoolean, optional, uid } from "../../http/rules/index.ts";
import { sessionList } from "../../models/session.ts";

export const listSessions = endpoint({
  id: "usersListSessions",
  summary: "Lists a user's sessions, oldest first, at most 1,000 of them.",
  method: "GET",
  path: "/users/{userId}/sessions",
  scopes: ["users.read", "sessions.read"],
  input: { userId: uid, total: optional(looseBoolean, true) },
  status: 200,
  output: sessionList,
  errors: ["user_not_found"],
  run: ({ userId, total }, context) => list(context, isUser(userId), total),
});
