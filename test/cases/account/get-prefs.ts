import type { OperationCase } from "../../harness/cases/case.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: {},
  budget: { statements: [1], rowsRead: 4, rowsWritten: 0 },
  event: null,
  scopes: ["account"],
  impersonator: null,
};
