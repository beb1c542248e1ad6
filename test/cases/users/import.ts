import type { OperationCase } from "../../harness/cases/case.ts";
import { newUser } from "../../harness/cases/values.ts";

export const operation: OperationCase = {
  needs: [],
  body: ({ id }) => {
    const { userId, ...user } = newUser(id);
    return [{ $id: userId, ...user }];
  },
  query: ({ id }) => ({ importId: `of-${id}` }),
  refusals: {},
  budget: { statements: [9], rowsRead: 50, rowsWritten: 34 },
  event: "user.create",
  named: "users.*.create",
  alongside: ["users.import"],
  scopes: ["users.write"],
  impersonator: "general_unauthorized_scope",
};
