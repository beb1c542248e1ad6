import { deleteMembership } from "../../../domain/memberships/index.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { uid } from "../../../http/rules/index.ts";

export const remove = endpoint({
  id: "teamsDeleteMembership",
  summary: "Ends a membership or revokes an invitation. Allowed for the member and for owners.",
  method: "DELETE",
  path: "/teams/{teamId}/memberships/{membershipId}",
  scopes: ["teams.write"],
  input: { teamId: uid, membershipId: uid },
  status: 204,
  output: null,
  errors: ["team_invite_not_found", "team_not_found", "team_membership_mismatch"],
  run: ({ teamId, membershipId }, context) => deleteMembership(context, teamId, membershipId),
});
