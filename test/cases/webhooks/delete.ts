import type { OperationCase } from "../../harness/cases/case.ts";
import { byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["webhook"],
  refusals: { webhook_not_found: byKey("DELETE", "/webhooks/nobody", {}) },
  budget: { statements: [2], rowsRead: 8, rowsWritten: 4 },
  event: "webhook.delete",
  named: "webhooks.*.delete",
  scopes: ["webhooks.write"],
  impersonator: "general_unauthorized_scope",
};
