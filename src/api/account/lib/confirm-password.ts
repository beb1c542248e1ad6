/** Confirms the password before a change that it protects (docs/spec/account.md#profile). */
import { callingUser, type Context } from "../../../domain/context/index.ts";
import { isUser } from "../../../domain/users/index.ts";
import { AppError } from "../../../errors/app-error.ts";
import { countFailure } from "../../../flows/guesses.ts";
import { isMatch, verifyPassword } from "../../../lib/passwords/registry.ts";
import { where } from "../../../lib/sql/index.ts";
import { storedPassword, type UserRow } from "../../../models/user.ts";
import { users } from "../../../storage/schema/index.ts";

/** Refuses a change if the password has changed since it was confirmed. A rehash does not count as a change. */
export const unlessChanged = ({ passwordUpdate }: UserRow) =>
  ({ is: where(users)`${users.passwordUpdate} IS NOT ${passwordUpdate}`, refuse: "user_invalid_credentials" }) as const;

/**
 * Compares the caller's password. A wrong one is counted like any other guess.
 * @returns true: the password matches; false: the user has never set one
 * @throws AppError `user_invalid_credentials` if it does not match, or the user's password has been removed
 */
export async function confirmPassword(context: Context, password: string): Promise<boolean> {
  const { seq, user } = callingUser(context);
  if (user.passwordUpdate === null) return false;
  if (isMatch(await verifyPassword(password, storedPassword(user)))) return true;
  await countFailure(context, { who: isUser(seq), address: user.id });
  throw new AppError("user_invalid_credentials");
}
