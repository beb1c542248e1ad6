import { writeFounder } from "../../domain/memberships/index.ts";
import { insertTeam, owner } from "../../domain/teams/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { customId, optional, text } from "../../http/rules/index.ts";
import { generateId, uniqueId } from "../../lib/crypto/ids.ts";
import { team } from "../../models/team.ts";
import { roles } from "./lib/roles.ts";

export const create = endpoint({
  id: "teamsCreate",
  summary: "Creates a team. A user becomes its first member and owner; a key creates it without members.",
  method: "POST",
  path: "/teams",
  scopes: ["teams.write"],
  limits: [{ max: 20, window: 3_600, by: ["caller"] }],
  input: { teamId: customId, name: text(128), roles: optional(roles, [owner]) },
  status: 201,
  output: team,
  errors: ["team_already_exists", "team_count_exceeded"],
  run({ teamId, name, roles }, context) {
    const { caller, now } = context;
    const id = teamId === uniqueId ? generateId(now) : teamId;
    if (caller.kind !== "user") return insertTeam(context, { id, name });
    const held = [...new Set([...roles, owner])];
    return insertTeam(context, { id, name, founder: (self) => writeFounder(context, self, caller, held) });
  },
});
