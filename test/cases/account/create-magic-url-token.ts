import type { OperationCase } from "../../harness/cases/case.ts";
import { by, byKey, closed, crowded, unsent } from "../../harness/cases/refusals.ts";
import { appUrl, newUser } from "../../harness/cases/values.ts";

const ask = (body: object) => by("guest", "POST", "/account/tokens/magic-url", body);

export const operation: OperationCase = {
  needs: ["user"],
  body: ({ id }) => ({ userId: id, email: newUser(id).email, url: appUrl }),
  sends: true,
  refusals: {
    general_smtp_disabled: unsent("guest", "/tokens/magic-url", { userId: "new", email: "new@example.com" }),
    // Only keys get this error: guests learn it at the redemption.
    user_already_exists: byKey("POST", "/account/tokens/magic-url", { userId: "OWNER", email: "new@example.com" }),
    ...crowded(ask({ userId: "new", email: "new@example.com" })),
    ...closed("magic-url", ask({ userId: "new", email: "new@example.com" })),
  },
  // Whether the user is new or not. Afterwards the message is marked as sent; the outbox of the tests is in KV.
  budget: { statements: [6, 3], afterwards: [1], rowsRead: 46, rowsWritten: 18, kv: ["put"] },
  event: "session.create",
  named: "users.*.tokens.*.create",
  limits: [
    { max: 60, window: 3_600, by: ["email"] },
    { max: 60, window: 3_600, by: ["ip"] },
  ],
  scopes: ["guest", "sessions.write"],
  impersonator: null,
  aliases: ["POST /account/sessions/magic-url"],
};
