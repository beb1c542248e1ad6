import { changeUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { prefs, uid } from "../../http/rules/index.ts";
import { preferences } from "../../models/raw.ts";

export const updatePrefs = endpoint({
  id: "usersUpdatePrefs",
  summary: "Replaces a user's preferences: any JSON object of at most 65,535 bytes.",
  method: "PATCH",
  path: "/users/{userId}/prefs",
  scopes: ["users.write"],
  input: { userId: uid, prefs },
  status: 200,
  output: preferences,
  errors: ["user_not_found"],
  run: async ({ userId, prefs }, context) =>
    (await changeUser(context, userId, { event: "user.update", set: { prefs } })).prefs,
});
