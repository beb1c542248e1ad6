import type { OperationCase } from "../../harness/cases/case.ts";
import { byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user", "identity"],
  refusals: { user_identity_not_found: byKey("DELETE", "/users/identities/nothing", {}) },
  budget: { statements: [3], rowsRead: 14, rowsWritten: 5 },
  event: "identity.delete",
  named: "users.*.identities.*.delete",
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
};
