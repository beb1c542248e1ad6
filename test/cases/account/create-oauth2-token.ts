import type { OperationCase } from "../../harness/cases/case.ts";
import { signInBegun } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["sign-in with a provider"],
  path: { provider: "github" },
  refusals: signInBegun("tokens"),
  budget: { statements: [2, 1], rowsRead: 19, rowsWritten: 5 },
  event: null,
  limits: [{ max: 50, window: 3_600, by: ["ip"] }],
  scopes: ["guest", "sessions.write"],
  impersonator: null,
  secrets: { answer: ["location", "set-cookie"] },
};
