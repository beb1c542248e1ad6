import type { OperationCase } from "../../harness/cases/case.ts";
import { listRefusals } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: [],
  refusals: listRefusals("/activities/events"),
  budget: { statements: [2], rowsRead: 27, rowsWritten: 0 },
  event: null,
  scopes: ["events.read"],
  impersonator: "general_unauthorized_scope",
};
