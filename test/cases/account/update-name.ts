import type { OperationCase } from "../../harness/cases/case.ts";
import { gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({ name: "Grace Hopper" }),
  refusals: gone("PATCH", "/name", { name: "x" }),
  budget: { statements: [1, 8], rowsRead: 46, rowsWritten: 12 },
  event: "user.update",
  named: "users.*.update.name",
  // Ours: an account must not fill the database.
  limits: [{ shared: "changes", max: 60, window: 60, by: ["caller"] }],
  scopes: ["account"],
  impersonator: null,
};
