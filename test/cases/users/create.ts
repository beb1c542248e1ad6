import type { OperationCase } from "../../harness/cases/case.ts";
import { byKey, takenUser, unfit } from "../../harness/cases/refusals.ts";
import { newUser, password } from "../../harness/cases/values.ts";

export const operation: OperationCase = {
  needs: [],
  body: ({ id }) => ({ ...newUser(id), password }),
  refusals: {
    ...takenUser("/users", { password: "password" }),
    ...unfit((password) => byKey("POST", "/users", { userId: "owner2", name: "Owner", password })),
  },
  // The first round trip reads the policies that the password is checked against.
  budget: { statements: [1, 6], rowsRead: 41, rowsWritten: 30 },
  event: "user.create",
  named: "users.*.create",
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
  secrets: { request: ["password"] },
};
