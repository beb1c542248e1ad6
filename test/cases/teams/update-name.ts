import type { OperationCase } from "../../harness/cases/case.ts";
import { absentTeam } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["team"],
  body: () => ({ name: "Day watch" }),
  refusals: absentTeam("PUT", "", { name: "Crew" }),
  budget: { statements: [6], rowsRead: 29, rowsWritten: 10 },
  event: "team.update",
  named: "teams.*.update",
  // Ours: an account must not fill the database.
  limits: [{ shared: "changes", max: 60, window: 60, by: ["caller"] }],
  scopes: ["teams.write"],
  impersonator: null,
};
