import type { OperationCase } from "../../harness/cases/case.ts";
import { listRefusals } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: listRefusals("/account/logs", { as: "owner" }),
  budget: { statements: [1, 2], rowsRead: 9, rowsWritten: 0 },
  event: null,
  scopes: ["account"],
  impersonator: null,
};
