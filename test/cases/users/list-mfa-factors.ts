import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: absentUser("GET", "/mfa/factors"),
  budget: { statements: [2], rowsRead: 2, rowsWritten: 0 },
  event: null,
  scopes: ["users.read"],
  impersonator: null,
};
