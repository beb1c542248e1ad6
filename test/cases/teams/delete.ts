import type { OperationCase } from "../../harness/cases/case.ts";
import { absentTeam } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["team"],
  refusals: absentTeam("DELETE", "", {}),
  budget: { statements: [5], rowsRead: 30, rowsWritten: 8 },
  event: "team.delete",
  named: "teams.*.delete",
  scopes: ["teams.write"],
  impersonator: null,
};
