import { deleteSession as end } from "../../domain/sessions/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";

export const deleteSession = endpoint({
  id: "usersDeleteSession",
  summary: "Ends one session of a user immediately.",
  method: "DELETE",
  path: "/users/{userId}/sessions/{sessionId}",
  scopes: ["users.write", "sessions.write"],
  input: { userId: uid, sessionId: uid },
  status: 204,
  output: null,
  errors: ["user_not_found", "user_session_not_found"],
  run: ({ userId, sessionId }, context) => end(context, isUser(userId), sessionId),
});
