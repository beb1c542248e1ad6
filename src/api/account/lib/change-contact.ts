/** Changes an email or a phone, which requires the password. */
import { callingSession, callingUser, type Context } from "../../../domain/context/index.ts";
import type { RateLimit } from "../../../domain/limits/index.ts";
import { selectSettings, toSettings } from "../../../domain/settings/index.ts";
import {
  type AddressKind,
  newPassword,
  selectHistory,
  toHistory,
  type UserChange,
} from "../../../domain/users/index.ts";
import { prepareChangeNotice } from "../../../flows/address-notices.ts";
import { AppError } from "../../../errors/app-error.ts";
import { password as passwordRule } from "../../../http/rules/index.ts";
import { sql } from "../../../lib/sql/index.ts";
import type { UserRow } from "../../../models/user.ts";
import { users } from "../../../storage/schema/index.ts";
import { changeAccount } from "./change-account.ts";
import { confirmPassword, unlessChanged } from "./confirm-password.ts";

/** Upstream has no limit here, so that a stolen session can guess its user's password. */
export const contactLimits: readonly RateLimit[] = [{ max: 10, window: 3_600, by: ["caller"], resets: true }];

/**
 * Changes the address and notifies the previous one, if that is proven.
 * @param kind of the address that changes
 * @param password the user's password; a user without one gets this as their password
 * @throws AppError `user_invalid_credentials`, `general_argument_invalid` if it is not valid as a new password, and the
 *   errors of the change
 */
export async function changeContact(
  context: Context,
  kind: AddressKind,
  password: string,
  change: UserChange,
): Promise<UserRow> {
  const { seq, user } = callingUser(context);
  const session = callingSession(context);
  const batch = context.db.batch();
  const history = batch.add(selectHistory(seq));
  const settings = batch.add(selectSettings);
  await batch.run();
  const facts = { user, history: toHistory(history.rows), settings: toSettings(settings.rows) };
  const first = (await confirmPassword(context, password))
    ? null
    : await newPassword(context, facts, asNew(password), session.id);
  const notice = await prepareChangeNotice(context, user, kind);
  return changeAccount(context, {
    ...change,
    ...first,
    set: { ...change.set, ...first?.set },
    unless: [unlessChanged(user), ...(change.unless ?? [])],
    after(batch, self) {
      change.after?.(batch, self);
      first?.after?.(batch, self);
      notice?.enqueue(batch, self);
      context.limits.forget(batch, sql`EXISTS (SELECT 1 FROM ${users} WHERE ${self})`);
    },
  });
}

/**
 * Checks a password by the rule for new ones.
 * @throws AppError `general_argument_invalid`
 */
function asNew(password: string): string {
  const parsed = passwordRule.parse(password);
  if (!parsed.ok) throw new AppError("general_argument_invalid", `Invalid \`password\` param: ${parsed.error}`);
  return parsed.value;
}
