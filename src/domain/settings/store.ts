/** The project's settings: one row, read by each statement that depends on it, and never cached between requests. */
import { build, type SQL, sql } from "../../lib/sql/index.ts";
import type { Settings } from "../../models/settings.ts";
import { boolean, integer, json, reader } from "../../storage/reader.ts";
import { isTexts, type Row } from "../../storage/row.ts";
import { settings } from "../../storage/schema/index.ts";
import { noteEvent } from "../audit/index.ts";
import type { Context } from "../context/index.ts";

const row = reader({
  createdAt: integer(settings.createdAt),
  updatedAt: integer(settings.updatedAt),
  sessionDuration: integer(settings.sessionDuration),
  sessionLimit: integer(settings.sessionLimit),
  sessionInvalidation: boolean(settings.sessionInvalidation),
  sessionAlert: boolean(settings.sessionAlert),
  passwordDictionary: boolean(settings.passwordDictionary),
  passwordHistory: integer(settings.passwordHistory),
  passwordPersonalData: boolean(settings.passwordPersonalData),
  passwordMin: integer(settings.passwordMin),
  passwordUppercase: boolean(settings.passwordUppercase),
  passwordLowercase: boolean(settings.passwordLowercase),
  passwordNumber: boolean(settings.passwordNumber),
  passwordSymbols: boolean(settings.passwordSymbols),
  userLimit: integer(settings.userLimit),
  membershipUserId: boolean(settings.membershipUserId),
  membershipUserEmail: boolean(settings.membershipUserEmail),
  membershipUserPhone: boolean(settings.membershipUserPhone),
  membershipUserName: boolean(settings.membershipUserName),
  membershipUserMfa: boolean(settings.membershipUserMfa),
  membershipUserAccessedAt: boolean(settings.membershipUserAccessedAt),
  mfaTotp: boolean(settings.mfaTotp),
  mfaEmail: boolean(settings.mfaEmail),
  mfaPhone: boolean(settings.mfaPhone),
  mfaCustom: boolean(settings.mfaCustom),
  mfaOauth2: boolean(settings.mfaOauth2),
  disabledAuthMethods: json(isTexts, settings.disabledAuthMethods),
});

/** A query for the settings. */
export const selectSettings: SQL = sql`SELECT ${row.columns} FROM ${settings}`;

/** Reads the row of `selectSettings`. */
export function toSettings([found]: readonly Row[]): Settings {
  if (found === undefined) {
    throw new Error("The table settings has lost its row. Apply the migrations to a new database.");
  }
  return row.read(found);
}

export async function getSettings({ db }: Context): Promise<Settings> {
  const { rows } = await db.run(selectSettings);
  return toSettings(rows);
}

/**
 * Changes settings and logs the change. An empty change keeps the date.
 * @param event its name in the log
 * @returns the new settings
 */
export async function changeSettings(
  context: Context,
  event: string,
  set: Partial<typeof settings.$inferInsert> | { readonly disabledAuthMethods: SQL },
): Promise<Settings> {
  const { config, db, now } = context;
  const updatedAt = Object.keys(set).length === 0 ? sql`${settings.updatedAt}` : now;
  const batch = db.batch();
  batch.add(build.update(settings).set({ ...set, updatedAt }));
  batch.add(noteEvent(context, event, `project/${config.projectId}`));
  const changed = batch.add(selectSettings);
  await batch.run();
  return toSettings(changed.rows);
}
