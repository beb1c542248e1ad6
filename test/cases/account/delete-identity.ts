import type { OperationCase } from "../../harness/cases/case.ts";
import { by } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user", "identity"],
  refusals: { user_identity_not_found: by("owner", "DELETE", "/account/identities/nothing", {}) },
  budget: { statements: [1, 3], rowsRead: 18, rowsWritten: 5 },
  event: "identity.delete",
  named: "users.*.identities.*.delete",
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
};
