import { selectSettings, toSettings } from "../../domain/settings/index.ts";
import {
  changeUser,
  newPassword,
  noPassword,
  selectHistory,
  selectUser,
  toHistory,
  toUserRow,
} from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { endpoint } from "../../http/endpoint.ts";
import { orEmpty, password, uid } from "../../http/rules/index.ts";
import { user } from "../../models/user.ts";

export const updatePassword = endpoint({
  id: "usersUpdatePassword",
  summary: "Changes a user's password, and ends their sessions. An empty password removes it.",
  method: "PATCH",
  path: "/users/{userId}/password",
  scopes: ["users.write"],
  input: { userId: uid, password: orEmpty(password) },
  status: 200,
  output: user,
  errors: ["user_not_found", "password_personal_data", "password_recently_used"],
  async run({ userId, password }, context) {
    const batch = context.db.batch();
    const account = batch.add(selectUser(userId));
    const history = batch.add(selectHistory(userId));
    const settings = batch.add(selectSettings);
    await batch.run();
    // Checked first, so that a missing user does not cost a hash.
    if (account.row === undefined) throw new AppError("user_not_found");
    const facts = {
      user: toUserRow(account.row),
      history: toHistory(history.rows),
      settings: toSettings(settings.rows),
    };
    const change = password === "" ? noPassword(context) : await newPassword(context, facts, password);
    return changeUser(context, userId, change);
  },
});
