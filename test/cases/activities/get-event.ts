import type { OperationCase } from "../../harness/cases/case.ts";
import { byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: [],
  path: { eventId: "1" },
  refusals: { activity_event_not_found: byKey("GET", "/activities/events/999999999") },
  budget: { statements: [1], rowsRead: 1, rowsWritten: 0 },
  event: null,
  scopes: ["events.read"],
  impersonator: "general_unauthorized_scope",
};
