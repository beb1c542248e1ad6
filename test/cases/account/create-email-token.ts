import type { OperationCase } from "../../harness/cases/case.ts";
import { by, byKey, closed, crowded, unsent } from "../../harness/cases/refusals.ts";
import { newUser } from "../../harness/cases/values.ts";

const ask = (body: object) => by("guest", "POST", "/account/tokens/email", body);

export const operation: OperationCase = {
  needs: ["user"],
  body: ({ id }) => ({ userId: id, email: newUser(id).email }),
  sends: true,
  refusals: {
    general_smtp_disabled: unsent("guest", "/tokens/email", { userId: "new", email: "new@example.com" }),
    // Only keys get this error: guests learn it at the redemption.
    user_already_exists: byKey("POST", "/account/tokens/email", { userId: "OWNER", email: "new@example.com" }),
    ...crowded(ask({ userId: "new", email: "new@example.com" })),
    ...closed("email-otp", ask({ userId: "new", email: "new@example.com" })),
  },
  // Whether the user is new or not. Afterwards the message is marked as sent; the outbox of the tests is in KV.
  budget: { statements: [6, 4], afterwards: [1], rowsRead: 49, rowsWritten: 18, kv: ["put"] },
  event: "session.create",
  named: "users.*.tokens.*.create",
  limits: [
    { max: 10, window: 3_600, by: ["email"] },
    { max: 10, window: 3_600, by: ["ip"] },
  ],
  scopes: ["guest", "sessions.write"],
  impersonator: null,
};
