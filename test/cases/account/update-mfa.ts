import type { OperationCase } from "../../harness/cases/case.ts";
import { gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({ mfa: true }),
  refusals: gone("PATCH", "/mfa", { mfa: true }),
  budget: { statements: [1, 1, 5], rowsRead: 24, rowsWritten: 7 },
  event: "user.update",
  // Ours: an account must not fill the database.
  limits: [{ shared: "changes", max: 60, window: 60, by: ["caller"] }],
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
};
