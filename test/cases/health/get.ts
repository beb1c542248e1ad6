import type { OperationCase } from "../../harness/cases/case.ts";

export const operation: OperationCase = {
  needs: [],
  refusals: {},
  budget: { statements: [1], rowsRead: 0, rowsWritten: 0 },
  event: null,
  scopes: ["health.read"],
  impersonator: "general_unauthorized_scope",
};
