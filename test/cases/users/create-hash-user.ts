import type { OperationCase } from "../../harness/cases/case.ts";
import { takenUser } from "../../harness/cases/refusals.ts";
import { newUser } from "../../harness/cases/values.ts";

const password = "{SSHA}R+QmYVM5/RO5tGWlWLycJgzdQrkcI2Ss";

export const operation: OperationCase = {
  needs: [],
  body: ({ id }) => ({ ...newUser(id), password }),
  refusals: takenUser("/users/hash", { password }),
  budget: { statements: [6], rowsRead: 40, rowsWritten: 30 },
  event: "user.create",
  named: "users.*.create",
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
};
