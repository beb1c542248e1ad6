import { selectUser, toUserRow } from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { endpoint } from "../../http/endpoint.ts";
import { comparedPassword, uid } from "../../http/rules/index.ts";
import { isMatch, verifyPassword as verify } from "../../lib/passwords/registry.ts";
import { storedPassword } from "../../models/user.ts";

export const verifyPassword = endpoint({
  id: "usersVerifyPassword",
  summary: "Tells whether a password is the user's, as a sign-in would find, and changes nothing: to prove an import.",
  method: "POST",
  path: "/users/{userId}/password/verify",
  scopes: ["users.read"],
  guards: true,
  limits: [{ max: 10, window: 3_600, by: ["userId"], resets: true, limitsKeys: true }],
  input: { userId: uid, password: comparedPassword },
  status: 204,
  output: null,
  errors: ["user_not_found", "user_invalid_credentials"],
  async run({ userId, password }, { db, limits }) {
    const { row } = await db.run(selectUser(userId));
    if (row === undefined) throw new AppError("user_not_found");
    const outcome = await verify(password, storedPassword(toUserRow(row)));
    if (!isMatch(outcome)) throw new AppError("user_invalid_credentials");
    const batch = db.batch();
    limits.forget(batch);
    await batch.run();
  },
});
