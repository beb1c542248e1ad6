import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({ name: "Grace Hopper" }),
  refusals: absentUser("PATCH", "/name", { name: "x" }),
  budget: { statements: [7], rowsRead: 40, rowsWritten: 11 },
  event: "user.update",
  named: "users.*.update.name",
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
};
