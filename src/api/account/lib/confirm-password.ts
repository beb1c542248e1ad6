/** Asks for the password before something changes that it protects (docs/spec/account.md#profile). */
import { AppError } from "../../../errors/app-error.ts";
import { isMatch, verifyPassword } from "../../../lib/passwords/registry.ts";
import { where } from "../../../lib/sql/index.ts";
import { storedPassword, type UserRow } from "../../../models/user.ts";
import { users } from "../../../storage/schema/index.ts";

/** Refuses a change if the password is no longer the one that was confirmed. A stronger hash of it does not matter. */
export const unlessChanged = ({ passwordUpdate }: UserRow) =>
  ({ is: where(users)`${users.passwordUpdate} IS NOT ${passwordUpdate}`, refuse: "user_invalid_credentials" }) as const;

/**
 * @returns whether the user has ever set a password, which this one then is; false: never
 * @throws AppError `user_invalid_credentials` where it is another one, or has been emptied
 */
export async function confirmPassword(user: UserRow, password: string): Promise<boolean> {
  if (user.passwordUpdate === null) return false;
  if (isMatch(await verifyPassword(password, storedPassword(user)))) return true;
  throw new AppError("user_invalid_credentials");
}
