import type { OperationCase } from "../../harness/cases/case.ts";

export const operation: OperationCase = {
  needs: [],
  query: () => ({ after: "0", limit: "20" }),
  refusals: {},
  budget: { statements: [1], rowsRead: 20, rowsWritten: 0 },
  event: null,
  scopes: ["events.read"],
  impersonator: "general_unauthorized_scope",
};
