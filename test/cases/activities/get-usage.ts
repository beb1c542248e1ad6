import type { OperationCase } from "../../harness/cases/case.ts";

export const operation: OperationCase = {
  needs: [],
  query: () => ({ event: "users.*.sessions.fail", range: "90d" }),
  refusals: {},
  budget: { statements: [1], rowsRead: 93, rowsWritten: 0 },
  event: null,
  scopes: ["events.read"],
  impersonator: "general_unauthorized_scope",
};
