import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser, byKey } from "../../harness/cases/refusals.ts";
import { phoneOf } from "../../harness/cases/values.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: ({ id }) => ({ number: phoneOf(`${id} moved`) }),
  refusals: {
    ...absentUser("PATCH", "/phone", { number: "+15550000009" }),
    user_phone_already_exists: byKey("PATCH", "/users/bare/phone", { number: "+15550000002" }),
    user_target_already_exists: byKey("PATCH", "/users/bare/phone", { number: "+15550000001" }),
  },
  budget: { statements: [14], rowsRead: 54, rowsWritten: 14 },
  event: "user.update",
  named: "users.*.update.phone",
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
};
