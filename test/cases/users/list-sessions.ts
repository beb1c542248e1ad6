import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: absentUser("GET", "/sessions"),
  budget: { statements: [2], rowsRead: 6, rowsWritten: 0, kv: ["get"] },
  event: null,
  scopes: ["users.read", "sessions.read"],
  impersonator: null,
};
