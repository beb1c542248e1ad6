import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({ phoneVerification: true }),
  refusals: absentUser("PATCH", "/verification/phone", { phoneVerification: true }),
  budget: { statements: [6], rowsRead: 18, rowsWritten: 8 },
  event: "verification.update",
  named: "users.*.update.verification",
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
};
