import type { OperationCase } from "../../harness/cases/case.ts";
import { gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({ prefs: { theme: "dark" } }),
  refusals: gone("PATCH", "/prefs", { prefs: {} }),
  budget: { statements: [1, 6], rowsRead: 22, rowsWritten: 7 },
  event: "user.update",
  named: "users.*.update.prefs",
  // Ours: an account must not fill the database.
  limits: [
    { shared: "changes", max: 60, window: 60, by: ["caller"] },
    { shared: "prefs", size: "prefs", max: 5_242_880, window: 3_600, by: ["ip"] },
  ],
  scopes: ["account"],
  impersonator: null,
};
