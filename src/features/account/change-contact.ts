/** Changes an email or a phone, which takes the password. */
import type { UserCaller } from "../../http/caller.ts";
import type { Context } from "../../http/context.ts";
import type { UserRow } from "../../models/user.ts";
import { hashPassword } from "../../passwords/registry.ts";
import { type Change, changeUser, columnsOf } from "../users/store.ts";
import { confirmPassword, unlessChanged } from "./confirm-password.ts";

/**
 * @param password the user's; where they have none, it becomes theirs
 * @throws AppError `user_invalid_credentials`, and what the change refuses with
 */
export async function changeContact(
  context: Context,
  { seq, user }: UserCaller,
  password: string,
  change: Change,
): Promise<UserRow> {
  const first = (await confirmPassword(user, password))
    ? {}
    : { ...columnsOf(await hashPassword(password)), passwordUpdate: context.now };
  return changeUser(context, seq, {
    ...change,
    set: { ...change.set, ...first },
    unless: [unlessChanged(user), ...(change.unless ?? [])],
  });
}
