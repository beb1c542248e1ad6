import type { OperationCase } from "../../harness/cases/case.ts";
import { by, gone } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user", "device"],
  refusals: {
    ...gone("DELETE", "/targets/owner-device/push"),
    user_target_not_found: by("owner", "DELETE", "/account/targets/owner-mail/push", {}),
  },
  budget: { statements: [1, 3], rowsRead: 17, rowsWritten: 4 },
  event: "target.delete",
  named: "users.*.targets.*.delete",
  scopes: ["account"],
  impersonator: null,
};
