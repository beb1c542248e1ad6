import type { OperationCase } from "../../harness/cases/case.ts";
import { absentTeam } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["team"],
  refusals: absentTeam("GET", "/prefs"),
  budget: { statements: [1], rowsRead: 1, rowsWritten: 0 },
  event: null,
  scopes: ["teams.read"],
  impersonator: null,
};
