import type { OperationCase } from "../../harness/cases/case.ts";

export const operation: OperationCase = {
  needs: [],
  refusals: {},
  budget: { statements: [], rowsRead: 0, rowsWritten: 0 },
  event: null,
  scopes: ["public"],
  impersonator: null,
};
