import type { OperationCase } from "../../harness/cases/case.ts";
import type { Fixture } from "../../harness/cases/fixture.ts";
import { by, byKey, crowded, type Provoke, unfitOrUsed } from "../../harness/cases/refusals.ts";
import { password } from "../../harness/cases/values.ts";

/** A guest sets a password by the recovery of a user whose email is unproven. @param userId the id in the request */
const redeeming =
  (whose: keyof Fixture["recoveries"], userId: string): Provoke =>
  ({ call, guest, recoveries }) =>
    call("PUT", "/account/recovery", { ...guest(), body: { userId, secret: recoveries[whose], password } });

export const operation: OperationCase = {
  needs: ["user with a password", "recovery token"],
  body: ({ id, token }) => ({ userId: id, secret: token, password: `new ${password}` }),
  refusals: {
    user_not_found: byKey("PUT", "/account/recovery", { userId: "nobody", secret: "wrong", password }),
    user_invalid_token: by("guest", "PUT", "/account/recovery", { userId: "owner", secret: "wrong", password }),
    ...unfitOrUsed(
      (password) =>
        ({ call, guest, recoveryToken: secret }) =>
          call("PUT", "/account/recovery", { ...guest(), body: { userId: "owner", secret, password } }),
    ),
    user_already_exists: redeeming("typing", "bare"),
    ...crowded(redeeming("typed", "typed")),
  },
  budget: { statements: [5, 11], rowsRead: 57, rowsWritten: 15, kv: ["delete"] },
  event: "recovery.update",
  named: "users.*.recovery.*.update",
  alongside: ["session.delete"],
  limits: [{ max: 10, window: 3_600, by: ["userId"] }],
  scopes: ["guest", "sessions.write"],
  impersonator: null,
  secrets: { request: ["password", "secret"] },
};
