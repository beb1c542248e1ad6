import { getMembership } from "../../../domain/memberships/index.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { uid } from "../../../http/rules/index.ts";
import { membership } from "../../../models/membership.ts";

export const get = endpoint({
  id: "teamsGetMembership",
  summary: "Gets a membership of a team. The policy membership-privacy limits what members see.",
  method: "GET",
  path: "/teams/{teamId}/memberships/{membershipId}",
  scopes: ["teams.read"],
  input: { teamId: uid, membershipId: uid },
  status: 200,
  output: membership,
  errors: ["team_not_found", "membership_not_found", "team_membership_mismatch"],
  run: ({ teamId, membershipId }, context) => getMembership(context, teamId, membershipId),
});
