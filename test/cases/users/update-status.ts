import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({ status: false }),
  refusals: absentUser("PATCH", "/status", { status: true }),
  budget: { statements: [9], rowsRead: 33, rowsWritten: 9, kv: ["delete"] },
  event: "user.update",
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
};
