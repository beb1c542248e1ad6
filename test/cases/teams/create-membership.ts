import type { OperationCase } from "../../harness/cases/case.ts";
import { absentTeam, closed, crowded, type Provoke } from "../../harness/cases/refusals.ts";
import { appUrl, newUser } from "../../harness/cases/values.ts";

const inviteNew: Provoke = ({ crew }) => crew.inviteAsOwner({ email: "crew-new@example.com" });

export const operation: OperationCase = {
  needs: ["team with a member"],
  body: ({ id }) => ({ email: newUser(`${id}-new`).email, roles: ["cook"], url: appUrl }),
  refusals: {
    ...absentTeam("POST", "/memberships", { userId: "elsewhere" }),
    user_not_found: ({ crew }) => crew.invite({ userId: "nobody" }),
    user_already_exists: ({ crew }) => crew.invite({ userId: "elsewhere", email: "open@example.com" }),
    membership_already_confirmed: ({ crew }) => crew.invite({ email: "accepted@example.com" }),
    general_smtp_disabled: ({ crew, withoutMessages: fetch }) =>
      crew.inviteAsOwner({ email: "open@example.com" }, { fetch }),
    general_phone_disabled: ({ crew, withoutMessages: fetch }) =>
      crew.inviteAsOwner({ phone: "+15550000098" }, { fetch }),
    ...crowded(inviteNew),
    ...closed("invites", inviteNew),
  },
  // With a new user.
  budget: { statements: [4, 9], rowsRead: 65, rowsWritten: 33 },
  event: "membership.create",
  named: "teams.*.memberships.*.create",
  // The invited user had no account.
  alongside: ["user.create"],
  // Ours except for the address: a user must not write to strangers as often as they have addresses.
  limits: [
    { max: 10, window: 3_600, by: ["caller"] },
    { max: 10, window: 3_600, by: ["email", "phone", "userId"] },
    { max: 10, window: 3_600, by: ["ip"] },
  ],
  scopes: ["teams.write"],
  impersonator: "general_unauthorized_scope",
};
