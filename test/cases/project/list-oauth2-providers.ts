import type { OperationCase } from "../../harness/cases/case.ts";

export const operation: OperationCase = {
  needs: [],
  refusals: {},
  // The providers that were set up: here four.
  budget: { statements: [1], rowsRead: 4, rowsWritten: 0 },
  event: null,
  scopes: ["project.oauth2.read"],
  impersonator: "general_unauthorized_scope",
};
