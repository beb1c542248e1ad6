/** The project's settings: one row, read with whatever goes by it, and never kept from one request to the next. */
import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { Settings } from "../../models/settings.ts";
import { build, render } from "../../storage/db.ts";
import { boolean, integer, isTexts, json, type Row } from "../../storage/row.ts";
import { settings } from "../../storage/schema/index.ts";
import { noteEvent } from "../audit/index.ts";
import type { Context } from "../context/index.ts";

/** A query for the settings. */
export const selectSettings: SQL = render(
  sql`SELECT ${sql.join(
    Object.entries(getTableColumns(settings)).map(([name, column]) => sql`${column} AS ${sql.identifier(name)}`),
    sql`, `,
  )} FROM ${settings}`,
);

/** What `selectSettings` has read. */
export function toSettings([row]: readonly Row[]): Settings {
  if (row === undefined) {
    throw new Error("The table settings has lost its row. Apply the migrations to a new database.");
  }
  return {
    createdAt: integer(row, "createdAt"),
    updatedAt: integer(row, "updatedAt"),
    sessionDuration: integer(row, "sessionDuration"),
    sessionLimit: integer(row, "sessionLimit"),
    sessionInvalidation: boolean(row, "sessionInvalidation"),
    sessionAlert: boolean(row, "sessionAlert"),
    passwordDictionary: boolean(row, "passwordDictionary"),
    passwordHistory: integer(row, "passwordHistory"),
    passwordPersonalData: boolean(row, "passwordPersonalData"),
    passwordMin: integer(row, "passwordMin"),
    passwordUppercase: boolean(row, "passwordUppercase"),
    passwordLowercase: boolean(row, "passwordLowercase"),
    passwordNumber: boolean(row, "passwordNumber"),
    passwordSymbols: boolean(row, "passwordSymbols"),
    userLimit: integer(row, "userLimit"),
    membershipUserId: boolean(row, "membershipUserId"),
    membershipUserEmail: boolean(row, "membershipUserEmail"),
    membershipUserPhone: boolean(row, "membershipUserPhone"),
    membershipUserName: boolean(row, "membershipUserName"),
    membershipUserMfa: boolean(row, "membershipUserMfa"),
    membershipUserAccessedAt: boolean(row, "membershipUserAccessedAt"),
    mfaTotp: boolean(row, "mfaTotp"),
    mfaEmail: boolean(row, "mfaEmail"),
    mfaPhone: boolean(row, "mfaPhone"),
    mfaCustom: boolean(row, "mfaCustom"),
    disabledAuthMethods: json(row, "disabledAuthMethods", isTexts),
  };
}

export async function getSettings({ db }: Context): Promise<Settings> {
  const { rows } = await db.run(selectSettings);
  return toSettings(rows);
}

/**
 * Changes settings, and notes when: not where there is nothing to set.
 * @param event what the log calls it
 * @returns the settings after it
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
