import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: absentUser("DELETE", "", {}),
  budget: { statements: [11], rowsRead: 82, rowsWritten: 18, kv: ["delete"] },
  event: "user.delete",
  named: "users.*.delete",
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
};
