import type { OperationCase } from "../../harness/cases/case.ts";
import { gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({ prefs: { theme: "dark" } }),
  refusals: gone("PATCH", "/prefs", { prefs: {} }),
  budget: { statements: [1, 4], rowsRead: 19, rowsWritten: 5 },
  event: "user.update",
  named: "users.*.update.prefs",
  scopes: ["account"],
  impersonator: null,
};
