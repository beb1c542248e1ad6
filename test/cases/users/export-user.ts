import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: absentUser("GET", "/export"),
  budget: { statements: [8], rowsRead: 17, rowsWritten: 0, kv: ["get"] },
  event: null,
  scopes: ["users.read"],
  impersonator: "general_unauthorized_scope",
};
