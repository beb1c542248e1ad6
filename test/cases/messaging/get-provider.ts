import type { OperationCase } from "../../harness/cases/case.ts";
import { byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: [{ provider: "sendgrid" }],
  refusals: { provider_not_found: byKey("GET", "/messaging/providers/nothing") },
  budget: { statements: [1], rowsRead: 1, rowsWritten: 0 },
  event: null,
  scopes: ["providers.read"],
  impersonator: "general_unauthorized_scope",
};
