import { block, changeUser, unblock } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { looseBoolean, uid } from "../../http/rules/index.ts";
import { user } from "../../models/user.ts";

export const updateStatus = endpoint({
  id: "usersUpdateStatus",
  summary: "Blocks (false) or unblocks (true) a user.",
  method: "PATCH",
  path: "/users/{userId}/status",
  scopes: ["users.write"],
  input: { userId: uid, status: looseBoolean },
  status: 200,
  output: user,
  errors: ["user_not_found"],
  run: ({ userId, status }, context) => changeUser(context, userId, status ? unblock : block(context)),
});
