import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser, blockedUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({}),
  refusals: { ...absentUser("POST", "/jwts", {}), ...blockedUser("/jwts") },
  budget: { statements: [2], rowsRead: 3, rowsWritten: 0 },
  event: null,
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
  secrets: { answer: ["jwt"] },
};
