import type { OperationCase } from "../../harness/cases/case.ts";
import { by, gone } from "../../harness/cases/refusals.ts";
import { deviceOf } from "../../harness/cases/values.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: ({ id }) => ({ targetId: `${id}-new`, identifier: `${deviceOf(id)}, new` }),
  refusals: {
    ...gone("POST", "/targets/push", { targetId: "new", identifier: "new" }),
    user_target_already_exists: by("owner", "POST", "/account/targets/push", {
      targetId: "new",
      identifier: "owner's device",
    }),
  },
  budget: { statements: [1, 1, 5], rowsRead: 33, rowsWritten: 9 },
  event: "target.create",
  named: "users.*.targets.*.create",
  // Ours: an account must not fill the database.
  limits: [{ shared: "changes", max: 60, window: 60, by: ["caller"] }],
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
};
