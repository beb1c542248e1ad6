import type { OperationCase } from "../../harness/cases/case.ts";
import { byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["webhook"],
  body: () => ({}),
  refusals: { webhook_not_found: byKey("PATCH", "/webhooks/nobody/secret", {}) },
  budget: { statements: [1, 3], rowsRead: 9, rowsWritten: 4 },
  event: "webhook.update",
  named: "webhooks.*.update",
  scopes: ["webhooks.write"],
  impersonator: "general_unauthorized_scope",
  secrets: { answer: ["secret"] },
};
