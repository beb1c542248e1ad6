import type { OperationCase } from "../../harness/cases/case.ts";
import { byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: [{ provider: "sendgrid" }],
  refusals: { provider_not_found: byKey("DELETE", "/messaging/providers/nothing", {}) },
  budget: { statements: [3], rowsRead: 32, rowsWritten: 8 },
  event: "provider.delete",
  named: "providers.*.delete",
  scopes: ["providers.write"],
  impersonator: "general_unauthorized_scope",
};
