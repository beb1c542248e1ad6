import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser, byKey } from "../../harness/cases/refusals.ts";
import { password } from "../../harness/cases/values.ts";

export const operation: OperationCase = {
  needs: ["user with a password"],
  body: () => ({ password }),
  refusals: {
    ...absentUser("POST", "/password/verify", { password }),
    user_invalid_credentials: byKey("POST", "/users/owner/password/verify", { password: "not this" }),
  },
  budget: { statements: [2, 1], rowsRead: 8, rowsWritten: 2 },
  event: null,
  guesses: "userId",
  scopes: ["users.read"],
  impersonator: "general_unauthorized_scope",
  secrets: { request: ["password"] },
};
