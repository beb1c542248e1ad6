import type { OperationCase } from "../../harness/cases/case.ts";
import { by, gone } from "../../harness/cases/refusals.ts";
import { password, phoneOf } from "../../harness/cases/values.ts";

const update = (phone: string, password: string) => by("owner", "PATCH", "/account/phone", { phone, password });

export const operation: OperationCase = {
  needs: ["user with a password"],
  body: ({ id }) => ({ phone: phoneOf(`${id} moved`), password }),
  refusals: {
    ...gone("PATCH", "/phone", { phone: "+15550000009", password }),
    user_invalid_credentials: update("+15550000009", "not this"),
    user_target_already_exists: update("+15550000001", password),
    user_phone_already_exists: update("+15550000002", password),
  },
  budget: { statements: [1, 3, 15], rowsRead: 62, rowsWritten: 16 },
  event: "user.update",
  named: "users.*.update.phone",
  // Ours: the bearer of a stolen session must not be able to guess the password.
  limits: [{ max: 10, window: 3_600, by: ["caller"], resets: true }],
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
  secrets: { request: ["password"] },
};
