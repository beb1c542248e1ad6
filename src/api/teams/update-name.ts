import { changesLimit } from "../../domain/limits/index.ts";
import { renameTeam } from "../../domain/teams/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { text, uid } from "../../http/rules/index.ts";
import { team } from "../../models/team.ts";

export const updateName = endpoint({
  id: "teamsUpdateName",
  summary: "Renames a team. Members need the role owner.",
  method: "PUT",
  path: "/teams/{teamId}",
  scopes: ["teams.write"],
  limits: [changesLimit],
  input: { teamId: uid, name: text(128) },
  status: 200,
  output: team,
  errors: ["team_not_found"],
  run: ({ teamId, name }, context) => renameTeam(context, teamId, name),
});
