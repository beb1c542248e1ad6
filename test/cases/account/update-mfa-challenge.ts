import type { OperationCase } from "../../harness/cases/case.ts";
import { answerChallenge } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user", "challenge"],
  body: ({ challenge: { code, id } }) => ({ challengeId: id, otp: code }),
  refusals: {
    user_invalid_token: answerChallenge("owner", "nothing"),
    user_auth_method_unsupported: answerChallenge("owner"),
  },
  // KV has the session's origin, which the answer shows.
  budget: { statements: [1, 3, 3], rowsRead: 27, rowsWritten: 7, kv: ["get"] },
  event: "challenges.update",
  named: "users.*.challenges.*.update",
  limits: [{ max: 10, window: 3_600, by: ["challengeId", "caller"] }],
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
  incomplete: 400,
  aliases: ["PUT /account/mfa/challenge"],
  secrets: { request: ["otp"] },
};
