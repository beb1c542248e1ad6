import { isUser, selectUser, toUserRow } from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { tellOfPause } from "../../flows/guesses.ts";
import { endpoint } from "../../http/endpoint.ts";
import { comparedPassword, uid } from "../../http/rules/index.ts";
import { isMatch, verifyPassword as verify } from "../../lib/passwords/registry.ts";
import { storedPassword } from "../../models/user.ts";

export const verifyPassword = endpoint({
  id: "usersVerifyPassword",
  summary: "Checks a user's password as a sign-in would, and changes nothing. Use it to verify an import.",
  method: "POST",
  path: "/users/{userId}/password/verify",
  scopes: ["users.read"],
  guards: true,
  guesses: "userId",
  input: { userId: uid, password: comparedPassword },
  status: 204,
  output: null,
  errors: ["user_not_found", "user_invalid_credentials"],
  async run({ userId, password }, context) {
    const { db, limits } = context;
    const { row } = await db.run(selectUser(userId));
    if (row === undefined) throw new AppError("user_not_found");
    const outcome = await verify(password, storedPassword(toUserRow(row)));
    if (!isMatch(outcome)) {
      tellOfPause(context, isUser(userId));
      throw new AppError("user_invalid_credentials");
    }
    const batch = db.batch();
    limits.forget(batch);
    await batch.run();
  },
});
