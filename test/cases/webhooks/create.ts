import type { OperationCase } from "../../harness/cases/case.ts";
import { byKey } from "../../harness/cases/refusals.ts";
import { newWebhook } from "../../harness/cases/values.ts";

export const operation: OperationCase = {
  needs: [],
  body: ({ id }) => newWebhook(id),
  refusals: { webhook_already_exists: byKey("POST", "/webhooks", newWebhook("HOOKED")) },
  budget: { statements: [3], rowsRead: 26, rowsWritten: 6 },
  event: "webhook.create",
  named: "webhooks.*.create",
  scopes: ["webhooks.write"],
  impersonator: "general_unauthorized_scope",
  secrets: { answer: ["secret"] },
};
