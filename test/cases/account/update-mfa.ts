import type { OperationCase } from "../../harness/cases/case.ts";
import { gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({ mfa: true }),
  refusals: gone("PATCH", "/mfa", { mfa: true }),
  budget: { statements: [1, 5], rowsRead: 23, rowsWritten: 6 },
  event: "user.update",
  named: "users.*.update.mfa",
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
};
