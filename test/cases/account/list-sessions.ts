import type { OperationCase } from "../../harness/cases/case.ts";
import { gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: gone("GET", "/sessions"),
  budget: { statements: [1, 2], rowsRead: 10, rowsWritten: 0, kv: ["get"] },
  event: null,
  scopes: ["account"],
  impersonator: null,
};
