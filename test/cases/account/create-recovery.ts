import type { OperationCase } from "../../harness/cases/case.ts";
import { byKey, unsent } from "../../harness/cases/refusals.ts";
import { appUrl, newUser } from "../../harness/cases/values.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: ({ id }) => ({ email: newUser(id).email, url: appUrl }),
  sends: true,
  refusals: {
    general_smtp_disabled: unsent("guest", "/recovery", { email: "owner@example.com", url: appUrl }),
    // Only keys get this error.
    user_not_found: byKey("POST", "/account/recovery", { email: "new@example.com", url: appUrl }),
    user_blocked: byKey("POST", "/account/recovery", { email: "blocked@example.com", url: appUrl }),
  },
  budget: { statements: [4, 3], afterwards: [1], rowsRead: 42, rowsWritten: 17, kv: ["put"] },
  event: "recovery.create",
  named: "users.*.recovery.*.create",
  limits: [
    { max: 10, window: 3_600, by: ["email"] },
    { max: 10, window: 3_600, by: ["ip"] },
  ],
  scopes: ["guest", "sessions.write"],
  impersonator: null,
};
