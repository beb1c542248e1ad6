import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser, byKey } from "../../harness/cases/refusals.ts";
import { deviceOf } from "../../harness/cases/values.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: ({ id }) => ({ targetId: `${id}-new`, providerType: "push", identifier: `${deviceOf(id)}, new` }),
  refusals: {
    ...absentUser("POST", "/targets", { targetId: "new", providerType: "push", identifier: "new" }),
    user_target_already_exists: byKey("POST", "/users/bare/targets", {
      targetId: "new",
      providerType: "push",
      identifier: "owner's device",
    }),
    general_invalid_email: byKey("POST", "/users/bare/targets", {
      targetId: "new",
      providerType: "email",
      identifier: "no address",
    }),
    general_invalid_phone: byKey("POST", "/users/bare/targets", {
      targetId: "new",
      providerType: "sms",
      identifier: "no number",
    }),
  },
  budget: { statements: [4], rowsRead: 15, rowsWritten: 7 },
  event: "target.create",
  named: "users.*.targets.*.create",
  scopes: ["users.write", "targets.write"],
  impersonator: "general_unauthorized_scope",
};
