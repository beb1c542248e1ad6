import type { OperationCase } from "../../harness/cases/case.ts";
import { by, closed, crowded, unfit } from "../../harness/cases/refusals.ts";
import { newUser, password } from "../../harness/cases/values.ts";

const signUp = by("guest", "POST", "/account", { userId: "new", email: "new@example.com", password });

export const operation: OperationCase = {
  needs: [],
  body: ({ id }) => ({ userId: id, email: newUser(id).email, name: newUser(id).name, password }),
  refusals: {
    user_already_exists: by("guest", "POST", "/account", { userId: "OWNER", email: "new@example.com", password }),
    ...unfit((password) =>
      by("guest", "POST", "/account", { userId: "new", name: "Owner", email: "new@example.com", password }),
    ),
    ...closed("email-password", signUp),
    ...crowded(signUp),
  },
  budget: { statements: [3, 5], rowsRead: 38, rowsWritten: 25 },
  event: "user.create",
  named: "users.*.create",
  limits: [{ max: 10, window: 3_600, by: ["ip"] }],
  scopes: ["guest", "sessions.write"],
  impersonator: null,
  secrets: { request: ["password"] },
};
