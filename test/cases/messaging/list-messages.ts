import type { OperationCase } from "../../harness/cases/case.ts";
import { listRefusals } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: [],
  refusals: listRefusals("/messaging/messages", {
    unsearchable: "users",
    nullable: ["deliveredAt", "waiting"],
  }),
  // Every message, and their users: here a hundred.
  budget: { statements: [2], rowsRead: 150, rowsWritten: 0 },
  event: null,
  scopes: ["messages.read"],
  impersonator: "general_unauthorized_scope",
};
