import { deleteTeam } from "../../domain/teams/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uid } from "../../http/rules/index.ts";

export const remove = endpoint({
  id: "teamsDelete",
  summary: "Deletes a team with all its memberships. Members need the role owner.",
  method: "DELETE",
  path: "/teams/{teamId}",
  scopes: ["teams.write"],
  input: { teamId: uid },
  status: 204,
  output: null,
  errors: ["team_not_found"],
  run: ({ teamId }, context) => deleteTeam(context, teamId),
});
