import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({ mfa: true }),
  refusals: absentUser("PATCH", "/mfa", { mfa: true }),
  budget: { statements: [4], rowsRead: 12, rowsWritten: 5 },
  event: "user.update",
  named: "users.*.update.mfa",
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
};
