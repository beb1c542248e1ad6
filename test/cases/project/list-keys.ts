import type { OperationCase } from "../../harness/cases/case.ts";
import { listRefusals } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: [],
  refusals: listRefusals("/project/keys", { unsearchable: "name", nullable: ["expire", "owned"] }),
  // Every key twice, to count them and to show them: here a hundred.
  budget: { statements: [2], rowsRead: 200, rowsWritten: 0 },
  event: null,
  scopes: ["keys.read"],
  impersonator: "general_unauthorized_scope",
};
