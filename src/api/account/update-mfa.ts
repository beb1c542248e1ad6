import { callingSession, callingUser, verifiedFactors } from "../../domain/context/index.ts";
import { addFactors } from "../../domain/sessions/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { strictBoolean } from "../../http/rules/index.ts";
import { sql } from "../../lib/sql/index.ts";
import { account } from "../../models/user.ts";
import { users } from "../../storage/schema/index.ts";
import { changeAccount } from "./lib/change-account.ts";

export const updateMfa = endpoint({
  id: "accountUpdateMFA",
  summary: "Asks for a second factor at every sign-in, or stops to. The current session goes on.",
  method: "PATCH",
  path: "/account/mfa",
  scopes: ["account"],
  guards: true,
  input: { mfa: strictBoolean },
  status: 200,
  output: account,
  errors: ["user_not_found"],
  run({ mfa }, context) {
    const caller = callingUser(context);
    const session = callingSession(context);
    return changeAccount(context, {
      event: "user.update",
      set: { mfa },
      // Whoever turns it on has signed in as far as they then could.
      after(batch, self) {
        if (!mfa) return;
        const isChanged = sql`EXISTS (SELECT 1 FROM ${users} WHERE ${self})`;
        batch.add(addFactors(context, session.id, verifiedFactors(caller), isChanged));
      },
    });
  },
});
