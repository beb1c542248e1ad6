/** Asks for the password before something changes that it protects (docs/spec/account.md#profile). */
import { callingUser, type Context } from "../../../domain/context/index.ts";
import { isUser } from "../../../domain/users/index.ts";
import { AppError } from "../../../errors/app-error.ts";
import { countFailure } from "../../../flows/guesses.ts";
import { isMatch, verifyPassword } from "../../../lib/passwords/registry.ts";
import { where } from "../../../lib/sql/index.ts";
import { storedPassword, type UserRow } from "../../../models/user.ts";
import { users } from "../../../storage/schema/index.ts";

/** Refuses a change if the password is no longer the one that was confirmed. A stronger hash of it does not matter. */
export const unlessChanged = ({ passwordUpdate }: UserRow) =>
  ({ is: where(users)`${users.passwordUpdate} IS NOT ${passwordUpdate}`, refuse: "user_invalid_credentials" }) as const;

/**
 * Compares the caller's password. A wrong one counts for the account as any other guess does.
 * @returns whether the user has ever set a password, which this one then is; false: never
 * @throws AppError `user_invalid_credentials` where it is another one, or has been emptied
 */
export async function confirmPassword(context: Context, password: string): Promise<boolean> {
  const { seq, user } = callingUser(context);
  if (user.passwordUpdate === null) return false;
  if (isMatch(await verifyPassword(password, storedPassword(user)))) return true;
  await countFailure(context, { who: isUser(seq), address: user.id });
  throw new AppError("user_invalid_credentials");
}
