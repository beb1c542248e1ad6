import type { OperationCase } from "../../harness/cases/case.ts";
import { byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: [],
  path: { providerId: "github" },
  refusals: { project_provider_unsupported: byKey("GET", "/project/oauth2/nothing") },
  budget: { statements: [1], rowsRead: 0, rowsWritten: 0 },
  event: null,
  scopes: ["project.oauth2.read"],
  impersonator: "general_unauthorized_scope",
};
