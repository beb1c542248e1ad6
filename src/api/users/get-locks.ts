import { getLocks as read } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { lockList } from "../../models/lock.ts";

export const getLocks = endpoint({
  id: "usersGetLocks",
  summary: "Gets how many consecutive wrong passwords a user has had, and when the pause of the password ends.",
  method: "GET",
  path: "/users/{userId}/locks",
  scopes: ["users.read"],
  input: { userId: uid },
  status: 200,
  output: lockList,
  errors: ["user_not_found"],
  run: ({ userId }, context) => read(context, userId),
});
