import type { OperationCase } from "../../harness/cases/case.ts";
import { by, gone } from "../../harness/cases/refusals.ts";
import { deviceOf } from "../../harness/cases/values.ts";

export const operation: OperationCase = {
  needs: ["user", "device"],
  body: ({ id }) => ({ identifier: `${deviceOf(id)}, moved` }),
  refusals: {
    ...gone("PUT", "/targets/owner-device/push", { identifier: "new" }),
    user_target_not_found: by("owner", "PUT", "/account/targets/owner-mail/push", { identifier: "new" }),
    user_target_already_exists: by("owner", "PUT", "/account/targets/owner-device/push", {
      identifier: "owner's tablet",
    }),
  },
  budget: { statements: [1, 1, 5], rowsRead: 22, rowsWritten: 6 },
  event: "target.update",
  named: "users.*.targets.*.update",
  // Ours: an account must not fill the database.
  limits: [{ shared: "changes", max: 60, window: 60, by: ["caller"] }],
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
};
