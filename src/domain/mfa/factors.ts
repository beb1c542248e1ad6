/** The second factors: the list, those that the project's policy enables, and those that a user can use. */
import { AppError } from "../../errors/app-error.ts";
import { sql, type Where } from "../../lib/sql/index.ts";
import type { FactorsRow } from "../../models/mfa.ts";
import type { Settings } from "../../models/settings.ts";
import { boolean, reader } from "../../storage/reader.ts";
import { users } from "../../storage/schema/index.ts";
import { type Context, isFurther, type StoredSession } from "../context/index.ts";
import { selectSettings, toSettings } from "../settings/index.ts";
import { hasRecoveryCodes } from "./recovery-codes.ts";
import { hasEmail, hasPhone, hasTotp } from "./verified.ts";

/** The factors that can answer a challenge. */
export const factors = ["email", "phone", "totp", "recoveryCode", "custom"] as const;

export type Factor = (typeof factors)[number];

/** The factor of a name, whatever its case. @throws AppError `general_argument_invalid` */
export function factorNamed(name: string): Factor {
  const factor = factors.find((factor) => factor.toLowerCase() === name.toLowerCase());
  if (factor === undefined) throw new AppError("general_argument_invalid");
  return factor;
}

/** The settings that enable factors; recovery codes are always enabled. */
const switchOf = { email: "mfaEmail", phone: "mfaPhone", totp: "mfaTotp", custom: "mfaCustom" } as const;

/** @throws AppError `user_auth_method_unsupported` if the project's policy disables the factor */
export function assertFactorOpen(settings: Settings, factor: Factor): void {
  if (factor !== "recoveryCode" && !settings[switchOf[factor]]) throw new AppError("user_auth_method_unsupported");
}

/**
 * @param parameter the name of the parameter with the factor
 * @throws AppError `general_argument_invalid` if the session began with the same factor
 */
export function assertFurther(session: StoredSession, factor: Factor, parameter: string): void {
  if (isFurther(session, factor)) return;
  throw new AppError(
    "general_argument_invalid",
    `Invalid \`${parameter}\` param: A mailed link has set the password that this session began with, so a code by email is no second factor. Use phone, totp, recoveryCode or custom.`,
  );
}

const available = reader({
  totp: boolean(hasTotp),
  recoveryCode: boolean(hasRecoveryCodes),
  phone: boolean(hasPhone),
  email: boolean(hasEmail),
});

/**
 * Reads the second factors that the user can use.
 * @param who picks a row of users, or none
 * @throws AppError `user_not_found`
 */
export async function readFactors({ db }: Context, who: Where<"users">): Promise<FactorsRow> {
  const batch = db.batch();
  const policy = batch.add(selectSettings);
  const given = batch.add(sql`SELECT ${available.columns} FROM ${users} WHERE ${who}`);
  await batch.run();
  if (given.row === undefined) throw new AppError("user_not_found");
  const settings = toSettings(policy.rows);
  const { email, phone, recoveryCode, totp } = available.read(given.row);
  return {
    totp: settings.mfaTotp && totp,
    phone: settings.mfaPhone && phone,
    email: settings.mfaEmail && email,
    recoveryCode,
    custom: settings.mfaCustom,
  };
}
