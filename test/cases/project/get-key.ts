import type { OperationCase } from "../../harness/cases/case.ts";
import { absentKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["key"],
  refusals: absentKey("GET"),
  budget: { statements: [1], rowsRead: 1, rowsWritten: 0 },
  event: null,
  scopes: ["keys.read"],
  impersonator: "general_unauthorized_scope",
};
