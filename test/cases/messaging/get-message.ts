import type { OperationCase } from "../../harness/cases/case.ts";
import { byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["message"],
  refusals: { message_not_found: byKey("GET", "/messaging/messages/nothing") },
  budget: { statements: [1], rowsRead: 2, rowsWritten: 0 },
  event: null,
  scopes: ["messages.read"],
  impersonator: "general_unauthorized_scope",
};
