import { getUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { user } from "../../models/user.ts";
import { shownTo } from "./lib/shown-to.ts";

export const get = endpoint({
  id: "usersGet",
  summary: "Gets a user.",
  method: "GET",
  path: "/users/{userId}",
  scopes: ["users.read"],
  input: { userId: uid },
  status: 200,
  output: user,
  errors: ["user_not_found"],
  run: async ({ userId }, context) => shownTo(context.caller, await getUser(context, userId)),
});
