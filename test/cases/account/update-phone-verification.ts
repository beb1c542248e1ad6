import type { OperationCase } from "../../harness/cases/case.ts";
import { verified } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user", "phone verification token"],
  body: ({ id, token }) => ({ userId: id, secret: token }),
  refusals: verified("/verifications/phone"),
  budget: { statements: [3, 8], rowsRead: 30, rowsWritten: 10 },
  event: "verification.update",
  named: "users.*.verification.*.update",
  limits: [{ max: 10, window: 3_600, by: ["userId"] }],
  scopes: ["public"],
  impersonator: null,
  aliases: ["PUT /account/verification/phone"],
  secrets: { request: ["secret"] },
};
