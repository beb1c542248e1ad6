import type { OperationCase } from "../../harness/cases/case.ts";
import { byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: [],
  body: ({ id }) => ({ teamId: id, name: "Night watch" }),
  refusals: { team_already_exists: byKey("POST", "/teams", { teamId: "CREW", name: "Crew" }) },
  budget: { statements: [5], rowsRead: 31, rowsWritten: 14 },
  event: "team.create",
  named: "teams.*.create",
  scopes: ["teams.write"],
  impersonator: null,
};
