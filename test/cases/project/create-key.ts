import type { OperationCase } from "../../harness/cases/case.ts";
import { beyond, byKey } from "../../harness/cases/refusals.ts";
import { newKey } from "../../harness/cases/values.ts";

export const operation: OperationCase = {
  needs: [],
  body: ({ id }) => newKey(id),
  refusals: {
    key_already_exists: byKey("POST", "/project/keys", { keyId: "OWNED", name: "x", scopes: [] }),
    ...beyond("POST", "/project/keys", { keyId: "new", name: "x" }),
  },
  budget: { statements: [2], rowsRead: 14, rowsWritten: 7 },
  event: "project.key.create",
  named: "keys.*.create",
  scopes: ["keys.write"],
  impersonator: "general_unauthorized_scope",
  secrets: { answer: ["secret"] },
};
