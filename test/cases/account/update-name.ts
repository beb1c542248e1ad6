import type { OperationCase } from "../../harness/cases/case.ts";
import { gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({ name: "Grace Hopper" }),
  refusals: gone("PATCH", "/name", { name: "x" }),
  budget: { statements: [1, 7], rowsRead: 45, rowsWritten: 11 },
  event: "user.update",
  named: "users.*.update.name",
  scopes: ["account"],
  impersonator: null,
};
