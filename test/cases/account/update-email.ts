import type { OperationCase } from "../../harness/cases/case.ts";
import { by, gone } from "../../harness/cases/refusals.ts";
import { password } from "../../harness/cases/values.ts";

const update = (email: string, password: string) => by("owner", "PATCH", "/account/email", { email, password });

export const operation: OperationCase = {
  needs: ["user with a password"],
  body: ({ id }) => ({ email: `${id}@post.example`, password }),
  refusals: {
    ...gone("PATCH", "/email", { email: "new@example.com", password }),
    user_invalid_credentials: update("new@example.com", "not this"),
    user_target_already_exists: update("owner@example.com", password),
    general_bad_request: update("untargeted@example.com", password),
  },
  budget: { statements: [1, 3, 15], rowsRead: 66, rowsWritten: 18 },
  event: "user.update",
  named: "users.*.update.email",
  // Ours: the bearer of a stolen session must not be able to guess the password.
  limits: [{ max: 10, window: 3_600, by: ["caller"], resets: true }],
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
  secrets: { request: ["password"] },
};
