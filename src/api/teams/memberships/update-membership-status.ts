import { accept } from "../../../flows/invitations/accept.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { text, uid } from "../../../http/rules/index.ts";
import { membership } from "../../../models/membership.ts";

/**
 * Sends no alert about the new session, like upstream: the secret itself was emailed or texted.
 */
export const updateStatus = endpoint({
  id: "teamsUpdateMembershipStatus",
  summary: "Accepts an invitation with its secret, once. Verifies the address, and signs the invitee in.",
  method: "PATCH",
  path: "/teams/{teamId}/memberships/{membershipId}/status",
  scopes: ["public"],
  limits: [{ max: 60, window: 3_600, by: ["ip"] }],
  input: { teamId: uid, membershipId: uid, userId: uid, secret: text(256) },
  status: 200,
  output: membership,
  errors: [
    "membership_not_found",
    "team_not_found",
    "team_membership_mismatch",
    "team_invalid_secret",
    "team_invite_mismatch",
    "membership_already_confirmed",
    "user_blocked",
    "user_already_exists",
    "user_count_exceeded",
  ],
  run: (acceptance, context) => accept(context, acceptance),
});
