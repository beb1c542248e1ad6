import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({ prefs: { theme: "dark" } }),
  refusals: absentUser("PATCH", "/prefs", { prefs: {} }),
  budget: { statements: [4], rowsRead: 12, rowsWritten: 5 },
  event: "user.update",
  named: "users.*.update.prefs",
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
};
