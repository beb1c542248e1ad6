import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser, blockedUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({}),
  refusals: { ...absentUser("POST", "/sessions", {}), ...blockedUser("/sessions") },
  budget: { statements: [3], rowsRead: 20, rowsWritten: 8, kv: ["put"] },
  event: "session.create",
  named: "users.*.sessions.*.create",
  scopes: ["users.write", "sessions.write"],
  impersonator: "general_unauthorized_scope",
  secrets: { answer: ["secret"] },
};
