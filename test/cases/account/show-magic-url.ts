import type { OperationCase } from "../../harness/cases/case.ts";

export const operation: OperationCase = {
  needs: ["user", "token"],
  query: ({ id, token }) => ({ userId: id, secret: token }),
  refusals: {},
  budget: { statements: [], rowsRead: 0, rowsWritten: 0 },
  event: null,
  scopes: ["public"],
  impersonator: null,
  incomplete: 400,
  secrets: { request: ["secret"] },
};
