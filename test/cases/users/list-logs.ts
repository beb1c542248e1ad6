import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser, listRefusals } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: { ...absentUser("GET", "/logs"), ...listRefusals("/users/owner/logs") },
  budget: { statements: [3], rowsRead: 8, rowsWritten: 0 },
  event: null,
  scopes: ["users.read"],
  impersonator: null,
};
