import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: absentUser("DELETE", "/locks", {}),
  budget: { statements: [3], rowsRead: 8, rowsWritten: 3 },
  event: "user.lock",
  named: "users.*.lock",
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
};
