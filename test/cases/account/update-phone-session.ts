import type { OperationCase } from "../../harness/cases/case.ts";
import { redeemed } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user", "token"],
  body: ({ id, token }) => ({ userId: id, secret: token }),
  refusals: redeemed("PUT", "/sessions/phone"),
  budget: { statements: [11], rowsRead: 61, rowsWritten: 10, kv: ["put"] },
  event: "session.create",
  named: "users.*.sessions.*.create",
  limits: [{ max: 10, window: 3_600, by: ["ip", "userId"] }],
  scopes: ["guest", "sessions.write"],
  impersonator: "user_session_already_exists",
  secrets: { request: ["secret"], answer: ["set-cookie", "x-fallback-cookies"] },
};
