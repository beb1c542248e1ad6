import { changesLimit } from "../../../domain/limits/index.ts";
import { replaceRoles } from "../../../domain/memberships/index.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { uid } from "../../../http/rules/index.ts";
import { membership } from "../../../models/membership.ts";
import { roles } from "../lib/roles.ts";

export const update = endpoint({
  id: "teamsUpdateMembership",
  summary: "Replaces a member's roles. Members need the role owner.",
  method: "PATCH",
  path: "/teams/{teamId}/memberships/{membershipId}",
  scopes: ["teams.write"],
  // An impersonator could change their own roles, which would outlast the impersonation.
  outlastsImpersonation: true,
  limits: [changesLimit],
  input: { teamId: uid, membershipId: uid, roles },
  status: 200,
  output: membership,
  errors: ["team_not_found", "membership_not_found", "team_membership_mismatch"],
  run: ({ teamId, membershipId, roles }, context) => replaceRoles(context, teamId, membershipId, roles),
});
