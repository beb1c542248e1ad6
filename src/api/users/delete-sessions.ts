import { deleteSessions as end } from "../../domain/sessions/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";

export const deleteSessions = endpoint({
  id: "usersDeleteSessions",
  summary: "Ends all sessions of a user immediately.",
  method: "DELETE",
  path: "/users/{userId}/sessions",
  scopes: ["users.write", "sessions.write"],
  input: { userId: uid },
  status: 204,
  output: null,
  errors: ["user_not_found"],
  run: ({ userId }, context) => end(context, isUser(userId)),
});
