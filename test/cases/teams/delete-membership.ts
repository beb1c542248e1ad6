import type { OperationCase } from "../../harness/cases/case.ts";
import { wrongMembership } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["team with a member"],
  refusals: wrongMembership("DELETE", "team_invite_not_found", {}),
  budget: { statements: [5], rowsRead: 20, rowsWritten: 6 },
  event: "membership.delete",
  named: "teams.*.memberships.*.delete",
  scopes: ["teams.write"],
  impersonator: null,
};
