import { changesLimit, prefsLimit } from "../../domain/limits/index.ts";
import { replacePrefs } from "../../domain/teams/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { prefs, uid } from "../../http/rules/index.ts";
import { preferences } from "../../models/raw.ts";

export const updatePrefs = endpoint({
  id: "teamsUpdatePrefs",
  summary: "Replaces a team's preferences: any JSON object of at most 65,535 bytes. Members need the role owner.",
  method: "PUT",
  path: "/teams/{teamId}/prefs",
  scopes: ["teams.write"],
  limits: [changesLimit, prefsLimit],
  input: { teamId: uid, prefs },
  status: 200,
  output: preferences,
  errors: ["team_not_found"],
  run: async ({ teamId, prefs }, context) => (await replacePrefs(context, teamId, prefs)).prefs,
});
