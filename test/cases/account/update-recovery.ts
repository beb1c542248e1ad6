import type { OperationCase } from "../../harness/cases/case.ts";
import { by, byKey, unfitOrUsed } from "../../harness/cases/refusals.ts";
import { password } from "../../harness/cases/values.ts";

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
  },
  budget: { statements: [5, 10], rowsRead: 52, rowsWritten: 15, kv: ["delete", "delete"] },
  event: "recovery.update",
  named: "users.*.recovery.*.update",
  alongside: ["session.delete"],
  limits: [{ max: 10, window: 3_600, by: ["userId"] }],
  scopes: ["guest", "sessions.write"],
  impersonator: null,
  secrets: { request: ["password", "secret"] },
};
