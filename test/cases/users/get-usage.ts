import type { OperationCase } from "../../harness/cases/case.ts";

export const operation: OperationCase = {
  needs: ["user"],
  query: () => ({ range: "90d" }),
  refusals: {},
  budget: { statements: [2], rowsRead: 187, rowsWritten: 0 },
  event: null,
  scopes: ["users.read"],
  impersonator: null,
};
