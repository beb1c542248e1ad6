import { getTeam } from "../../domain/teams/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";
import { team } from "../../models/team.ts";

export const get = endpoint({
  id: "teamsGet",
  summary: "Gets a team. Users who are not members get 404.",
  method: "GET",
  path: "/teams/{teamId}",
  scopes: ["teams.read"],
  input: { teamId: uid },
  status: 200,
  output: team,
  errors: ["team_not_found"],
  run: ({ teamId }, context) => getTeam(context, teamId),
});
