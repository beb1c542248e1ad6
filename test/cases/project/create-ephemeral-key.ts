import type { OperationCase } from "../../harness/cases/case.ts";
import { beyond } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: [],
  body: () => ({ scopes: ["keys.write"], duration: 30 }),
  refusals: beyond("POST", "/project/keys/ephemeral", { duration: 60 }),
  budget: { statements: [1], rowsRead: 5, rowsWritten: 3 },
  event: "project.key.create",
  named: "keys.*.create",
  scopes: ["keys.write"],
  impersonator: "general_unauthorized_scope",
  secrets: { answer: ["secret"] },
};
