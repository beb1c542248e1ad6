import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: absentUser("GET", "/locks"),
  budget: { statements: [1], rowsRead: 2, rowsWritten: 0 },
  event: null,
  scopes: ["users.read"],
  impersonator: null,
};
