import type { OperationCase } from "../../harness/cases/case.ts";
import { gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: gone("DELETE", "/sessions"),
  budget: { statements: [1, 4], rowsRead: 20, rowsWritten: 5, kv: ["delete"] },
  event: "session.delete",
  named: "users.*.sessions.*.delete",
  limits: [{ max: 100, window: 3_600, by: ["ip"] }],
  scopes: ["account"],
  impersonator: null,
};
