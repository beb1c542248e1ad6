import { invite } from "../../../flows/invitations/invite.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { email, optional, phone, redirectUrl, text, uid } from "../../../http/rules/index.ts";
import { membership } from "../../../models/membership.ts";
import { roles } from "../lib/roles.ts";

export const create = endpoint({
  id: "teamsCreateMembership",
  summary:
    "Adds a member by user id, email or phone, and creates an account if there is none. A key adds the member at once; " +
    "an owner sends an invitation.",
  method: "POST",
  path: "/teams/{teamId}/memberships",
  scopes: ["teams.write"],
  // An impersonator could add themselves, and stay a member afterwards.
  outlastsImpersonation: true,
  authMethod: "invites",
  // Upstream limits by IP address only, so that one account could message strangers from many addresses.
  limits: [
    { max: 10, window: 3_600, by: ["caller"] },
    { max: 10, window: 3_600, by: ["email", "phone", "userId"] },
    { max: 10, window: 3_600, by: ["ip"] },
  ],
  input: {
    teamId: uid,
    email: optional(email),
    userId: optional(uid),
    phone: optional(phone),
    roles: optional(roles, []),
    url: optional(redirectUrl),
    name: optional(text(128, 0), ""),
  },
  status: 201,
  output: membership,
  errors: [
    "user_auth_method_unsupported",
    "team_not_found",
    "user_not_found",
    "user_already_exists",
    "user_count_exceeded",
    "membership_already_confirmed",
    "general_smtp_disabled",
    "general_phone_disabled",
  ],
  run: (invitation, context) => invite(context, invitation),
});
