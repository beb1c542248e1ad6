import type { OperationCase } from "../../harness/cases/case.ts";
import { absentTarget } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user", "device"],
  refusals: absentTarget("GET"),
  budget: { statements: [2], rowsRead: 4, rowsWritten: 0 },
  event: null,
  scopes: ["users.read", "targets.read"],
  impersonator: null,
};
