import type { OperationCase } from "../../harness/cases/case.ts";
import { wrongMembership } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["team with a member"],
  refusals: wrongMembership("GET", "membership_not_found"),
  budget: { statements: [2], rowsRead: 4, rowsWritten: 0 },
  event: null,
  scopes: ["teams.read"],
  impersonator: null,
};
