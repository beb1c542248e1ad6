import { userActor } from "../../domain/audit/index.ts";
import { createUser, firstPassword, newUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { customId, email, optional, password, text } from "../../http/rules/index.ts";
import { account } from "../../models/user.ts";

export const create = endpoint({
  id: "accountCreate",
  summary:
    "Creates an account with an email and a password, without a session. The email is unproven, also when a key sends it.",
  method: "POST",
  path: "/account",
  scopes: ["guest", "sessions.write"],
  authMethod: "email-password",
  limits: [{ max: 10, window: 3_600, by: ["ip"] }],
  input: { userId: customId, email, password, name: optional(text(128, 0), "") },
  status: 201,
  output: account,
  errors: ["user_auth_method_unsupported", "user_already_exists", "user_count_exceeded", "password_personal_data"],
  async run({ userId, email, password, name }, context) {
    const { now } = context;
    const personal = { userId, email, phone: null, name };
    const { history, stored } = await firstPassword(context, personal, password);
    const { row, words } = newUser({ ...personal, stored }, now);
    return createUser(
      context,
      { row: { ...row, accessedAt: now, emailVouched: false, passwordHistory: history }, words },
      { actor: userActor(row) },
    );
  },
});
