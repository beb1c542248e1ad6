import type { OperationCase } from "../../harness/cases/case.ts";
import { by } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: { user_session_not_found: by("owner", "GET", "/account/sessions/nothing") },
  budget: { statements: [1], rowsRead: 4, rowsWritten: 0, kv: ["get"] },
  event: null,
  scopes: ["account"],
  impersonator: null,
};
