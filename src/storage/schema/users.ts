/** Users: one row each. Everything else that belongs to a user refers to `seq`, which is never reused. */
import { boolean, instant, json } from "./columns.ts";
import { index, integer, sql, sqliteTable, text, uniqueIndex } from "./drizzle.ts";

export const users = sqliteTable(
  "users",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    name: text().notNull(),
    /** `name` case- and accent-folded, for equality, prefix, contains and order on the name. */
    nameFolded: text().notNull(),
    email: text(),
    emailVerification: boolean().notNull(),
    emailCanonical: text(),
    emailIsFree: boolean(),
    emailIsDisposable: boolean(),
    phone: text(),
    phoneVerification: boolean().notNull(),
    /** The stored hash; null: never set; "": emptied. Its format is `hash`. */
    password: text(),
    hash: text().notNull(),
    hashOptions: json().notNull(),
    passwordUpdate: instant(),
    /** JSON: the last hashes, newest first, as many as the policy remembers. */
    passwordHistory: json().notNull().default("[]"),
    /** A mailed recovery has set the password: a code by email would prove the same mailbox again. */
    passwordRecovered: boolean().notNull().default(false),
    status: boolean().notNull(),
    labels: json().notNull(),
    mfa: boolean().notNull(),
    prefs: json().notNull(),
    accessedAt: instant(),
    impersonator: boolean().notNull(),
    /** A key vouches for the email; an unverified email without it is only the user's word (docs/decisions/0010-addresses.md). */
    emailVouched: boolean().notNull().default(false),
    /** The same of the phone. */
    phoneVouched: boolean().notNull().default(false),
    /** Unused: the previous version of the Worker still writes it during a deployment. */
    claimed: boolean().notNull().default(false),
    /** Incremented to invalidate existing JWTs. */
    epoch: integer().notNull().default(0),
    /** The rows of `search_words` that this user owns, by the field they come from. */
    words: json().notNull(),
    /** JSON: digests of the imported values, by field; null: no import made the user, or the account was cleared. */
    imported: json(),
    /** The batch that wrote this row last; later statements of a batch act only on a row that carries its mark. */
    writeId: text().notNull(),
  },
  (users) => [
    uniqueIndex("users_id").on(sql`lower(${users.id})`),
    uniqueIndex("users_email").on(users.email),
    uniqueIndex("users_phone").on(users.phone),
    index("users_name").on(users.nameFolded),
    index("users_created_at").on(users.createdAt),
    index("users_updated_at").on(users.updatedAt),
    index("users_password_update").on(users.passwordUpdate),
    index("users_accessed_at").on(users.accessedAt),
    index("users_status")
      .on(users.status)
      .where(sql`${users.status} = 0`),
    index("users_email_verification")
      .on(users.emailVerification)
      .where(sql`${users.emailVerification} = 1`),
    index("users_phone_verification")
      .on(users.phoneVerification)
      .where(sql`${users.phoneVerification} = 1`),
    index("users_impersonator")
      .on(users.impersonator)
      .where(sql`${users.impersonator} = 1`),
  ],
);
