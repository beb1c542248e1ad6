import type { OperationCase } from "../../harness/cases/case.ts";
import { byKey } from "../../harness/cases/refusals.ts";
import { newWebhook } from "../../harness/cases/values.ts";

export const operation: OperationCase = {
  needs: ["webhook"],
  body: ({ id }) => ({ ...newWebhook(id), name: "CRM, renamed", enabled: false }),
  refusals: { webhook_not_found: byKey("PUT", "/webhooks/nobody", newWebhook("nobody")) },
  budget: { statements: [3], rowsRead: 8, rowsWritten: 4 },
  event: "webhook.update",
  named: "webhooks.*.update",
  scopes: ["webhooks.write"],
  impersonator: "general_unauthorized_scope",
};
