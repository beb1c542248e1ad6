import type { OperationCase } from "../../harness/cases/case.ts";
import { wrongMembership } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["team with a member"],
  body: () => ({ roles: ["pilot"] }),
  refusals: wrongMembership("PATCH", "membership_not_found", { roles: [] }),
  budget: { statements: [4], rowsRead: 14, rowsWritten: 4 },
  event: "membership.update",
  named: "teams.*.memberships.*.update",
  // Ours: an account must not fill the database.
  limits: [{ shared: "changes", max: 60, window: 60, by: ["caller"] }],
  scopes: ["teams.write"],
  impersonator: "general_unauthorized_scope",
};
