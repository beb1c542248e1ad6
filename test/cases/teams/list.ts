import type { OperationCase } from "../../harness/cases/case.ts";
import { listRefusals } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: [],
  refusals: listRefusals("/teams", { unsearchable: "name" }),
  budget: { statements: [2], rowsRead: 26, rowsWritten: 0 },
  event: null,
  scopes: ["teams.read"],
  impersonator: null,
};
