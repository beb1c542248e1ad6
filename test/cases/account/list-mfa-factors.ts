import type { OperationCase } from "../../harness/cases/case.ts";
import { gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: gone("GET", "/mfa/factors"),
  budget: { statements: [1, 2], rowsRead: 6, rowsWritten: 0 },
  event: null,
  scopes: ["account"],
  impersonator: null,
  incomplete: 200,
};
