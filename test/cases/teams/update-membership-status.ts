import type { OperationCase } from "../../harness/cases/case.ts";
import type { Fixture } from "../../harness/cases/fixture.ts";
import { crowded, type Provoke } from "../../harness/cases/refusals.ts";
import type { Invited } from "../../harness/teams.ts";

/** A guest accepts an invitation. @param toInvitation chooses and changes it */
const accepting =
  (toInvitation: (crew: Fixture["crew"]) => Invited): Provoke =>
  ({ crew, guest }) =>
    crew.accept(toInvitation(crew), guest());

export const operation: OperationCase = {
  needs: ["team with an invitation"],
  body: ({ membership: { secret, userId } }) => ({ userId, secret }),
  refusals: {
    membership_not_found: accepting(({ open }) => ({ ...open, membershipId: "nobody" })),
    team_not_found: accepting(({ open }) => ({ ...open, teamId: "nobody" })),
    team_membership_mismatch: accepting(({ open }) => ({ ...open, teamId: "others" })),
    team_invalid_secret: accepting(({ open }) => ({ ...open, secret: "wrong" })),
    team_invite_mismatch: ({ crew }) => crew.accept(crew.open, crew.owner),
    membership_already_confirmed: accepting(({ accepted }) => accepted),
    user_blocked: accepting(({ blocked }) => blocked),
    user_already_exists: accepting(({ typing }) => typing),
    ...crowded(accepting(({ typed }) => typed)),
  },
  budget: { statements: [3, 12], rowsRead: 81, rowsWritten: 23, kv: ["put"] },
  event: "membership.update",
  named: "teams.*.memberships.*.update.status",
  // Accepting signs in.
  alongside: ["session.create", "user.update"],
  // Ours: upstream does not limit it.
  limits: [{ max: 60, window: 3_600, by: ["ip"] }],
  scopes: ["public"],
  impersonator: null,
  secrets: { request: ["secret"], answer: ["set-cookie", "x-fallback-cookies"] },
};
