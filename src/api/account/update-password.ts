import { callingSession, callingUser } from "../../domain/context/index.ts";
import { selectSettings, toSettings } from "../../domain/settings/index.ts";
import { newPassword, selectHistory, toHistory } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { comparedPassword, optional, orEmpty, password } from "../../http/rules/index.ts";
import { account } from "../../models/user.ts";
import { changeAccount } from "./lib/change-account.ts";
import { confirmPassword, unlessChanged } from "./lib/confirm-password.ts";

export const updatePassword = endpoint({
  id: "accountUpdatePassword",
  summary: "Changes the account's password, and ends all sessions but the current one. Requires the old password.",
  method: "PATCH",
  path: "/account/password",
  scopes: ["account"],
  guards: true,
  // Limited by caller, not by IP address as upstream, so that a stolen session cannot guess the password from many addresses.
  limits: [{ max: 10, window: 3_600, by: ["caller"] }],
  input: { password, oldPassword: optional(orEmpty(comparedPassword), "") },
  status: 200,
  output: account,
  errors: ["user_not_found", "user_invalid_credentials", "password_personal_data", "password_recently_used"],
  async run({ password, oldPassword }, context) {
    const { seq, user } = callingUser(context);
    const session = callingSession(context);
    const batch = context.db.batch();
    const history = batch.add(selectHistory(seq));
    const settings = batch.add(selectSettings);
    await batch.run();
    await confirmPassword(context, oldPassword);
    const facts = { user, history: toHistory(history.rows), settings: toSettings(settings.rows) };
    const change = await newPassword(context, facts, password, session.id);
    return changeAccount(context, { ...change, unless: [unlessChanged(user)] });
  },
});
