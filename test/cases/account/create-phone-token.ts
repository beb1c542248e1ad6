import type { OperationCase } from "../../harness/cases/case.ts";
import { by, byKey, closed, crowded, unsent } from "../../harness/cases/refusals.ts";
import { phoneOf } from "../../harness/cases/values.ts";

const ask = (body: object) => by("guest", "POST", "/account/tokens/phone", body);

export const operation: OperationCase = {
  needs: ["user"],
  body: ({ id }) => ({ userId: id, phone: phoneOf(id) }),
  sends: true,
  refusals: {
    general_phone_disabled: unsent("guest", "/tokens/phone", { userId: "new", phone: "+15550000009" }),
    // Only keys get this error: guests learn it at the redemption.
    user_already_exists: byKey("POST", "/account/tokens/phone", { userId: "OWNER", phone: "+15550000009" }),
    ...crowded(ask({ userId: "new", phone: "+15550000009" })),
    ...closed("phone", ask({ userId: "new", phone: "+15550000009" })),
  },
  // The same for a new user and an existing one. None of the hundred providers sends text messages, so all are read.
  budget: { statements: [6, 4], afterwards: [1], rowsRead: 149, rowsWritten: 18, kv: ["put"] },
  event: "session.create",
  named: "users.*.tokens.*.create",
  limits: [
    { max: 10, window: 3_600, by: ["phone"] },
    { max: 10, window: 3_600, by: ["ip"] },
  ],
  scopes: ["guest", "sessions.write"],
  impersonator: null,
  aliases: ["POST /account/sessions/phone"],
};
