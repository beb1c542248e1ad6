import type { OperationCase } from "../../harness/cases/case.ts";
import { wrongMembership } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["team with a member"],
  body: () => ({ roles: ["pilot"] }),
  refusals: wrongMembership("PATCH", "membership_not_found", { roles: [] }),
  budget: { statements: [4], rowsRead: 15, rowsWritten: 4 },
  event: "membership.update",
  named: "teams.*.memberships.*.update",
  scopes: ["teams.write"],
  impersonator: null,
};
