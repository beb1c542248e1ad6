import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: absentUser("DELETE", "/sessions", {}),
  budget: { statements: [3], rowsRead: 12, rowsWritten: 4, kv: ["delete"] },
  event: "session.delete",
  scopes: ["users.write", "sessions.write"],
  impersonator: "general_unauthorized_scope",
};
