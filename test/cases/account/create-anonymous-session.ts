import type { OperationCase } from "../../harness/cases/case.ts";
import { by, closed, crowded } from "../../harness/cases/refusals.ts";

const begin = by("guest", "POST", "/account/sessions/anonymous", {});

export const operation: OperationCase = {
  needs: [],
  body: () => ({}),
  refusals: { ...closed("anonymous", begin), ...crowded(begin) },
  budget: { statements: [2, 6], rowsRead: 46, rowsWritten: 24, kv: ["put"] },
  event: "session.create",
  named: "users.*.sessions.*.create",
  signsUp: () => "",
  limits: [{ max: 50, window: 3_600, by: ["ip"] }],
  scopes: ["guest", "sessions.write"],
  impersonator: "user_session_already_exists",
  secrets: { answer: ["set-cookie", "x-fallback-cookies"] },
};
