import type { OperationCase } from "../../harness/cases/case.ts";
import { absentTeam, after, listOf, listRefusals, orderedBy } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["team with a member"],
  refusals: {
    ...absentTeam("GET", "/memberships"),
    ...listRefusals("/teams/crew/memberships", { unsearchable: "userId" }),
    database_query_order_null: ({ call, crew: { open } }) =>
      call("GET", listOf("/teams/crew/memberships", orderedBy("joined"), after(open.membershipId))),
  },
  budget: { statements: [3], rowsRead: 7, rowsWritten: 0 },
  event: null,
  scopes: ["teams.read"],
  impersonator: null,
};
