import type { OperationCase } from "../../harness/cases/case.ts";
import { absentTeam } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["team"],
  body: () => ({ prefs: { theme: "dark" } }),
  refusals: absentTeam("PUT", "/prefs", { prefs: {} }),
  budget: { statements: [4], rowsRead: 9, rowsWritten: 5 },
  event: "team.update",
  named: "teams.*.update.prefs",
  // Ours: an account must not fill the database.
  limits: [
    { shared: "changes", max: 60, window: 60, by: ["caller"] },
    { shared: "prefs", size: "prefs", max: 5_242_880, window: 3_600, by: ["ip"] },
  ],
  scopes: ["teams.write"],
  impersonator: null,
};
