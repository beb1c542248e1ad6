import { getUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { preferences } from "../../models/raw.ts";

export const getPrefs = endpoint({
  id: "usersGetPrefs",
  summary: "Gets a user's preferences.",
  method: "GET",
  path: "/users/{userId}/prefs",
  scopes: ["users.read"],
  input: { userId: uid },
  status: 200,
  output: preferences,
  errors: ["user_not_found"],
  run: async ({ userId }, context) => (await getUser(context, userId)).prefs,
});
