import { getTeam } from "../../domain/teams/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { preferences } from "../../models/raw.ts";

export const getPrefs = endpoint({
  id: "teamsGetPrefs",
  summary: "Gets a team's preferences.",
  method: "GET",
  path: "/teams/{teamId}/prefs",
  scopes: ["teams.read"],
  input: { teamId: uid },
  status: 200,
  output: preferences,
  errors: ["team_not_found"],
  run: async ({ teamId }, context) => (await getTeam(context, teamId)).prefs,
});
