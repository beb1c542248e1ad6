import type { OperationCase } from "../../harness/cases/case.ts";
import { byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["webhook"],
  body: () => ({ from: "1" }),
  refusals: { webhook_not_found: byKey("POST", "/webhooks/nobody/replay", { from: "1" }) },
  budget: { statements: [3], rowsRead: 9, rowsWritten: 4 },
  event: "webhook.update",
  named: "webhooks.*.update",
  scopes: ["webhooks.write"],
  impersonator: "general_unauthorized_scope",
};
