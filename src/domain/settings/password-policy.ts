/** Checks new passwords against the project's policies (docs/spec/project.md#policy-effects). */
import { AppError } from "../../errors/app-error.ts";
import { isCommon, isPersonal, type Personal, weaknessOf } from "../../lib/passwords/policy.ts";
import { isMatch, type StoredPassword, verifyPassword } from "../../lib/passwords/registry.ts";
import type { Settings } from "../../models/settings.ts";

/** @throws AppError `general_argument_invalid`, `password_personal_data` */
export function assertAcceptable(settings: Settings, password: string, personal: Personal): void {
  const weakness = weaknessOf(password, settings);
  if (weakness !== null) throw invalid(weakness);
  if (settings.passwordDictionary && isCommon(password)) {
    throw invalid("Password must not be among the 10,000 most common ones.");
  }
  if (settings.passwordPersonalData && isPersonal(password, personal)) throw new AppError("password_personal_data");
}

const invalid = (message: string): AppError =>
  new AppError("general_argument_invalid", `Invalid \`password\` param: ${message}`);

/** The last hashes of a user, newest first. */
export type PasswordHistory = readonly StoredPassword[];

/**
 * @param history the current hash first
 * @throws AppError `password_recently_used`
 */
export async function assertNew(
  { passwordHistory }: Settings,
  password: string,
  history: PasswordHistory,
): Promise<void> {
  const outcomes = history.slice(0, passwordHistory).map((stored) => verifyPassword(password, stored));
  if ((await Promise.all(outcomes)).some(isMatch)) throw new AppError("password_recently_used");
}

/** The history that begins with a first password: empty while the policy is off. */
export const remembered = ({ passwordHistory }: Settings, stored: StoredPassword): PasswordHistory =>
  passwordHistory > 0 ? [stored] : [];
