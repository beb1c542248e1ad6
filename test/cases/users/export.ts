import type { OperationCase } from "../../harness/cases/case.ts";

export const operation: OperationCase = {
  needs: ["user"],
  query: () => ({ after: "0", limit: "20", memberships: "true" }),
  refusals: {},
  budget: { statements: [1], rowsRead: 343, rowsWritten: 0 },
  event: null,
  scopes: ["users.read"],
  impersonator: "general_unauthorized_scope",
};
