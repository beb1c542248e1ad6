import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({ impersonator: true }),
  refusals: absentUser("PATCH", "/impersonator", { impersonator: true }),
  budget: { statements: [6], rowsRead: 18, rowsWritten: 8 },
  event: "user.update",
  named: "users.*.update.impersonator",
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
};
