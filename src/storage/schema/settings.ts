/**
 * The project's settings: policies and closed sign-in methods (docs/spec/project.md). One row, `id` 1, made
 * by the migration.
 */
import { boolean, instant, json } from "./columns.ts";
import { integer, sqliteTable, text } from "./drizzle.ts";

export const settings = sqliteTable("settings", {
  id: integer().primaryKey(),
  /** The project that this database belongs to, stored by the first deployment; null: not deployed yet. */
  projectId: text(),
  createdAt: instant().notNull(),
  updatedAt: instant().notNull(),
  /** Seconds from a session's start to its end. */
  sessionDuration: integer().notNull().default(31_536_000),
  /** Sessions that a user may have; signing in ends the oldest beyond it. */
  sessionLimit: integer().notNull().default(10),
  /** Whether a new password ends existing sessions, tokens and JWTs. */
  sessionInvalidation: boolean().notNull().default(true),
  sessionAlert: boolean().notNull().default(false),
  passwordDictionary: boolean().notNull().default(false),
  /** The number of remembered passwords, including the current one; 0: none. */
  passwordHistory: integer().notNull().default(0),
  passwordPersonalData: boolean().notNull().default(false),
  /** Bytes. */
  passwordMin: integer().notNull().default(8),
  passwordUppercase: boolean().notNull().default(false),
  passwordLowercase: boolean().notNull().default(false),
  passwordNumber: boolean().notNull().default(false),
  passwordSymbols: boolean().notNull().default(false),
  /** The number of users beyond which guests cannot sign up; 0: no limit. */
  userLimit: integer().notNull().default(0),
  /** The fields that members of a team see of one another. */
  membershipUserId: boolean().notNull().default(false),
  membershipUserEmail: boolean().notNull().default(false),
  membershipUserPhone: boolean().notNull().default(false),
  membershipUserName: boolean().notNull().default(false),
  membershipUserMfa: boolean().notNull().default(false),
  membershipUserAccessedAt: boolean().notNull().default(false),
  /** Factors that may be used. */
  mfaTotp: boolean().notNull().default(true),
  mfaEmail: boolean().notNull().default(true),
  mfaPhone: boolean().notNull().default(true),
  mfaCustom: boolean().notNull().default(false),
  /** Whether a provider's sign-in counts as two factors. */
  mfaOauth2: boolean().notNull().default(true),
  /** JSON: the auth methods that are switched off. */
  disabledAuthMethods: json().notNull().default("[]"),
});
