import type { OperationCase } from "../../harness/cases/case.ts";
import { absentTarget, byKey } from "../../harness/cases/refusals.ts";
import { deviceOf } from "../../harness/cases/values.ts";

export const operation: OperationCase = {
  needs: ["user", "device"],
  body: ({ id }) => ({ identifier: `${deviceOf(id)}, moved`, name: "Phone" }),
  refusals: {
    ...absentTarget("PATCH", {}),
    general_invalid_email: byKey("PATCH", "/users/owner/targets/owner-mail", { identifier: "no address" }),
    general_invalid_phone: byKey("PATCH", "/users/owner/targets/owner-number", { identifier: "no number" }),
    provider_not_found: byKey("PATCH", "/users/owner/targets/owner-device", { providerId: "nothing" }),
    provider_incorrect_type: byKey("PATCH", "/users/owner/targets/owner-device", { providerId: "empty-smtp" }),
    document_already_exists: byKey("PATCH", "/users/owner/targets/owner-mail", { identifier: "owner@example.com" }),
  },
  budget: { statements: [5], rowsRead: 16, rowsWritten: 5 },
  event: "target.update",
  named: "users.*.targets.*.update",
  scopes: ["users.write", "targets.write"],
  impersonator: "general_unauthorized_scope",
};
