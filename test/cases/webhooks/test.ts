import type { OperationCase } from "../../harness/cases/case.ts";
import { byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["webhook"],
  body: () => ({}),
  refusals: { webhook_not_found: byKey("POST", "/webhooks/nobody/test", {}) },
  budget: { statements: [1], rowsRead: 1, rowsWritten: 0 },
  event: null,
  scopes: ["webhooks.write"],
  impersonator: "general_unauthorized_scope",
};
