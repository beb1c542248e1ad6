import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser, blockedUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({ length: 64 }),
  refusals: { ...absentUser("POST", "/tokens", {}), ...blockedUser("/tokens") },
  budget: { statements: [3], rowsRead: 18, rowsWritten: 8 },
  event: "tokens.create",
  named: "users.*.tokens.*.create",
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
  secrets: { answer: ["secret"] },
};
