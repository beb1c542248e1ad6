import { callingUser } from "../../http/caller.ts";
import { endpoint } from "../../http/endpoint.ts";
import { optional, password, text } from "../../http/rules/index.ts";
import { account } from "../../models/user.ts";
import { hashPassword } from "../../passwords/registry.ts";
import { changeUser, newPassword } from "../users/store.ts";
import { confirmPassword, unlessChanged } from "./confirm-password.ts";

export const updatePassword = endpoint({
  id: "accountUpdatePassword",
  summary: "Changes the account's password, and ends all sessions but the current one. The old password is asked for.",
  method: "PATCH",
  path: "/account/password",
  scopes: ["account"],
  limits: [{ max: 10, window: 3_600, by: ["ip"] }],
  input: { password, oldPassword: optional(text(256, 0), "") },
  status: 200,
  output: account,
  errors: ["user_not_found", "user_invalid_credentials"],
  async run({ password, oldPassword }, context) {
    const { seq, session, user } = callingUser(context);
    await context.attempts.batch([]);
    await confirmPassword(user, oldPassword);
    const change = newPassword(context, await hashPassword(password), session?.id);
    return changeUser(context, seq, { ...change, unless: [unlessChanged(user)] });
  },
});
