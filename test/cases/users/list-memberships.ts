import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser, after, listOf, listRefusals, orderedBy } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user", "membership"],
  refusals: {
    ...absentUser("GET", "/memberships"),
    ...listRefusals("/users/elsewhere/memberships", { unsearchable: "userId" }),
    database_query_order_null: ({ call, crew: { open } }) =>
      call("GET", listOf(`/users/${open.userId}/memberships`, orderedBy("joined"), after(open.membershipId))),
  },
  budget: { statements: [3], rowsRead: 8, rowsWritten: 0 },
  event: null,
  scopes: ["users.read"],
  impersonator: null,
};
