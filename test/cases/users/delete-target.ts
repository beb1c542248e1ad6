import type { OperationCase } from "../../harness/cases/case.ts";
import { absentTarget } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user", "device"],
  refusals: absentTarget("DELETE", {}),
  budget: { statements: [3], rowsRead: 12, rowsWritten: 4 },
  event: "target.delete",
  named: "users.*.targets.*.delete",
  scopes: ["users.write", "targets.write"],
  impersonator: "general_unauthorized_scope",
};
