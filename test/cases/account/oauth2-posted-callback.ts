import type { OperationCase } from "../../harness/cases/case.ts";
import { callbackOfAnother } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["sign-in with a provider"],
  path: { provider: "github" },
  body: ({ flow: { code, state } }) => ({ state, code }),
  refusals: callbackOfAnother("POST"),
  budget: { statements: [], rowsRead: 0, rowsWritten: 0 },
  event: null,
  scopes: ["public"],
  impersonator: null,
  incomplete: 400,
  secrets: { request: ["code", "state"], answer: ["location"] },
};
