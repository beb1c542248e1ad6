import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser, byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: ({ id }) => ({ email: `${id}@post.example` }),
  refusals: {
    ...absentUser("PATCH", "/email", { email: "new@example.com" }),
    user_email_already_exists: byKey("PATCH", "/users/bare/email", { email: "untargeted@example.com" }),
    user_target_already_exists: byKey("PATCH", "/users/bare/email", { email: "owner@example.com" }),
  },
  budget: { statements: [14], rowsRead: 58, rowsWritten: 16 },
  event: "user.update",
  named: "users.*.update.email",
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
};
