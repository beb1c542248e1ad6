import type { OperationCase } from "../../harness/cases/case.ts";
import { absentTeam } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["team"],
  body: () => ({ name: "Day watch" }),
  refusals: absentTeam("PUT", "", { name: "Crew" }),
  budget: { statements: [6], rowsRead: 30, rowsWritten: 10 },
  event: "team.update",
  named: "teams.*.update",
  scopes: ["teams.write"],
  impersonator: null,
};
