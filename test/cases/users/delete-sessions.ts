import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: absentUser("DELETE", "/sessions", {}),
  budget: { statements: [3], rowsRead: 13, rowsWritten: 4, kv: ["delete"] },
  event: "session.delete",
  named: "users.*.sessions.*.delete",
  scopes: ["users.write", "sessions.write"],
  impersonator: "general_unauthorized_scope",
};
