import type { OperationCase } from "../../harness/cases/case.ts";
import { by, closed, crowded, unsent } from "../../harness/cases/refusals.ts";
import { phoneOf } from "../../harness/cases/values.ts";

const ask = (body: object) => by("guest", "POST", "/account/tokens/phone", body);

export const operation: OperationCase = {
  needs: [],
  body: ({ id }) => ({ userId: id, phone: phoneOf(id) }),
  sends: true,
  refusals: {
    general_phone_disabled: unsent("guest", "/tokens/phone", { userId: "new", phone: "+15550000009" }),
    user_already_exists: ask({ userId: "OWNER", phone: "+15550000009" }),
    ...crowded(ask({ userId: "new", phone: "+15550000009" })),
    ...closed("phone", ask({ userId: "new", phone: "+15550000009" })),
  },
  // With a new user. None of the hundred providers sends text messages, so that all of them are read.
  budget: { statements: [5, 10], afterwards: [1], rowsRead: 181, rowsWritten: 42, kv: ["put", "put"] },
  event: "session.create",
  named: "users.*.tokens.*.create",
  signsUp: () => "",
  limits: [
    { max: 10, window: 3_600, by: ["phone"] },
    { max: 10, window: 3_600, by: ["ip"] },
  ],
  scopes: ["guest", "sessions.write"],
  impersonator: null,
  aliases: ["POST /account/sessions/phone"],
};
