import type { OperationCase } from "../../harness/cases/case.ts";
import { absentKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["key"],
  refusals: absentKey("DELETE", {}),
  budget: { statements: [2], rowsRead: 8, rowsWritten: 4 },
  event: "project.key.delete",
  named: "keys.*.delete",
  scopes: ["keys.write"],
  impersonator: "general_unauthorized_scope",
};
