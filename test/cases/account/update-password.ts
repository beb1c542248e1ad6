import type { OperationCase } from "../../harness/cases/case.ts";
import { by, gone, unfitOrUsed } from "../../harness/cases/refusals.ts";
import { password } from "../../harness/cases/values.ts";

export const operation: OperationCase = {
  needs: ["user with a password"],
  body: () => ({ password: `new ${password}`, oldPassword: password }),
  refusals: {
    ...gone("PATCH", "/password", { password }),
    user_invalid_credentials: by("owner", "PATCH", "/account/password", { password, oldPassword: "not this" }),
    ...unfitOrUsed((next) => by("owner", "PATCH", "/account/password", { password: next, oldPassword: password })),
  },
  budget: { statements: [1, 3, 8], rowsRead: 43, rowsWritten: 7 },
  event: "user.update",
  named: "users.*.update.password",
  // Ours: the bearer of a stolen session must not be able to guess the password.
  limits: [{ max: 10, window: 3_600, by: ["caller"] }],
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
  secrets: { request: ["oldPassword", "password"] },
};
