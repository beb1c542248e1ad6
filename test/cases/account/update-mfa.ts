import type { OperationCase } from "../../harness/cases/case.ts";
import { gone, type Provoke } from "../../harness/cases/refusals.ts";

/** A user with MFA and a verified email turns it off in a session of two factors. */
const withoutChallenge: Provoke = async ({ call, rows, verified }) => {
  const mfa = (isOn: 0 | 1, factors: string) => [
    rows("UPDATE users SET mfa = ? WHERE id = 'verified'", isOn),
    rows("UPDATE sessions SET factors = ? WHERE user_seq = (SELECT seq FROM users WHERE id = 'verified')", factors),
  ];
  await Promise.all(mfa(1, '["server","email"]'));
  const answer = await call("PATCH", "/account/mfa", { ...verified(), body: { mfa: false } });
  await Promise.all(mfa(0, '["server"]'));
  return answer;
};

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({ mfa: true }),
  refusals: { ...gone("PATCH", "/mfa", { mfa: true }), user_challenge_required: withoutChallenge },
  budget: { statements: [1, 6], rowsRead: 24, rowsWritten: 7 },
  event: "user.update",
  named: "users.*.update.mfa",
  // Ours: an account must not fill the database.
  limits: [{ shared: "changes", max: 60, window: 60, by: ["caller"] }],
  scopes: ["account"],
  impersonator: "general_unauthorized_scope",
};
