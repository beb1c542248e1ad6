import type { OperationCase } from "../../harness/cases/case.ts";
import { absentKey, beyond } from "../../harness/cases/refusals.ts";
import { soon } from "../../harness/cases/values.ts";

export const operation: OperationCase = {
  needs: ["key"],
  body: () => ({ name: "Deploy, narrowed", scopes: [], expire: soon() }),
  refusals: {
    ...absentKey("PUT", { name: "x", scopes: [] }),
    ...beyond("PUT", "/project/keys/owned", { name: "x" }),
  },
  budget: { statements: [1, 3], rowsRead: 9, rowsWritten: 4 },
  event: "project.key.update",
  named: "keys.*.update",
  scopes: ["keys.write"],
  impersonator: "general_unauthorized_scope",
};
