import { userActor } from "../../domain/audit/index.ts";
import { selectSettings, toSettings } from "../../domain/settings/index.ts";
import { endTokens, hasToken, selectToken, toSpentRow } from "../../domain/tokens/index.ts";
import {
  changeUser,
  endUnprovenSessions,
  isClaimedStill,
  isUser,
  newPassword,
  revokeUnprovenAccess,
  selectFound,
  selectHistory,
  toHistory,
  verifiedBy,
} from "../../domain/users/index.ts";
import { toPresented } from "../../flows/token-owner.ts";
import { endpoint } from "../../http/endpoint.ts";
import { password, text, uid } from "../../http/rules/index.ts";
import { not } from "../../lib/sql/index.ts";
import { token } from "../../models/token.ts";

/** Links of the same kind that were mailed before end with it, whatever else the project has a new password end. */
export const updateRecovery = endpoint({
  id: "accountUpdateRecovery",
  summary: "Sets a new password with the secret of a mailed link, verifies the email, and ends the user's sessions.",
  method: "PUT",
  path: "/account/recovery",
  scopes: ["guest", "sessions.write"],
  limits: [{ max: 10, window: 3_600, by: ["userId"] }],
  input: { userId: uid, secret: text(256), password },
  status: 200,
  output: token,
  errors: ["user_not_found", "user_invalid_token", "password_personal_data", "password_recently_used"],
  async run({ userId, secret, password }, context) {
    const who = isUser(userId);
    const batch = context.db.batch();
    const found = batch.add(selectFound(who));
    const tokens = batch.add(selectToken(context, who, secret, ["recovery"]));
    const history = batch.add(selectHistory(userId));
    const settings = batch.add(selectSettings);
    await batch.run();
    const { token, user: account } = toPresented(context, found, tokens);
    const { isClaimed, seq, user } = account;
    const facts = { user, history: toHistory(history.rows), settings: toSettings(settings.rows) };
    const change = await newPassword(context, facts, password);
    await changeUser(context, seq, {
      ...change,
      event: "recovery.update",
      item: token.id,
      actor: userActor(user),
      set: { ...change.set, ...verifiedBy.email },
      unless: [
        { is: not(hasToken(context, token)), refuse: "user_invalid_token" },
        { is: not(isClaimedStill(isClaimed)), refuse: "user_invalid_token" },
      ],
      ...(isClaimed && {
        before: (batch, self) => revokeUnprovenAccess(batch, context, self, "email", userActor(user)),
      }),
      after(batch, self) {
        if (isClaimed) {
          endUnprovenSessions(batch, context, self, userActor(user));
          return;
        }
        change.after?.(batch, self, userActor(user));
        endTokens(batch, context, self, ["recovery"]);
      },
    });
    return toSpentRow(token, user.id);
  },
});
