import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({ labels: ["vip", "beta"] }),
  refusals: absentUser("PUT", "/labels", { labels: [] }),
  budget: { statements: [9], rowsRead: 45, rowsWritten: 12 },
  event: "user.update",
  named: "users.*.update.labels",
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
};
