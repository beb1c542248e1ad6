/** The first password of a new user. */
import { uniqueId } from "../../lib/crypto/ids.ts";
import type { Personal } from "../../lib/passwords/policy.ts";
import { hashPassword, type StoredPassword } from "../../lib/passwords/registry.ts";
import type { Context } from "../context/index.ts";
import { assertAcceptable, remembered, selectSettings, toSettings } from "../settings/index.ts";

interface FirstPassword {
  readonly stored: StoredPassword | null;
  /** JSON: the password history with this password. */
  readonly history: string;
}

/** A new user without a password. */
export const noFirst: FirstPassword = { stored: null, history: "[]" };

/**
 * Hashes the first password of a user, if the policies accept it.
 * @throws AppError `general_argument_invalid`, `password_personal_data`
 */
export async function firstPassword(
  { db }: Context,
  { userId, ...personal }: Omit<Personal, "id"> & { readonly userId: string },
  password: string,
): Promise<FirstPassword> {
  const { rows } = await db.run(selectSettings);
  const settings = toSettings(rows);
  // An id that is not generated yet cannot be part of the password.
  assertAcceptable(settings, password, { id: userId === uniqueId ? "" : userId, ...personal });
  const stored = await hashPassword(password);
  return { stored, history: JSON.stringify(remembered(settings, stored)) };
}
