import type { OperationCase } from "../../harness/cases/case.ts";
import { absentTeam } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["team"],
  body: () => ({ prefs: { theme: "dark" } }),
  refusals: absentTeam("PUT", "/prefs", { prefs: {} }),
  budget: { statements: [4], rowsRead: 10, rowsWritten: 5 },
  event: "team.update",
  named: "teams.*.update.prefs",
  scopes: ["teams.write"],
  impersonator: null,
};
