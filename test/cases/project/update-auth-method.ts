import type { OperationCase } from "../../harness/cases/case.ts";

export const operation: OperationCase = {
  needs: [],
  path: { methodId: "invites" },
  body: () => ({ enabled: true }),
  refusals: {},
  budget: { statements: [3], rowsRead: 7, rowsWritten: 4 },
  event: "projects.rollcall.auth-methods.invites.update",
  named: "project.auth-methods.invites.update",
  scopes: ["project.write"],
  impersonator: "general_unauthorized_scope",
};
