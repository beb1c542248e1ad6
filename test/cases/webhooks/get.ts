import type { OperationCase } from "../../harness/cases/case.ts";
import { byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["webhook"],
  refusals: { webhook_not_found: byKey("GET", "/webhooks/nobody") },
  budget: { statements: [1], rowsRead: 1, rowsWritten: 0 },
  event: null,
  scopes: ["webhooks.read"],
  impersonator: "general_unauthorized_scope",
};
